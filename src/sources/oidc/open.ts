import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import { isText } from '../../core/json.js'
import type { OidcSource } from '../../core/source.js'
import { shellWord } from '../../core/shell-word.js'
import { browserOf } from '../../system/desktop/browser.js'
import type { Host } from '../../system/host.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import type { SessionCache } from '../../secrets/session-cache.js'
import type { SecretStore } from '../../store/store.js'
import { fetchFor } from '../../net/network.js'
import type { SingleFlight } from '../../coordination/single-flight.js'
import { saveRefreshToken, readClientSecret, signInKey } from '../../secrets/sign-ins.js'

export interface SignInContext {
  host: Host
  cache: SessionCache
  /** Whether a person may be asked. */
  mayPrompt: boolean
  /** Whether standard error belongs to an SDK: a person is then told at the terminal or not at all. */
  silent: boolean
  notify(message: string): void
  singleFlight: SingleFlight
}

/**
 * The id token of a person, by an earlier sign-in or a new one. Of several processes one signs in, and the others find its refresh token:
 * one window for all roles, and a rotating refresh token is never used twice.
 * @returns a JWT, checked
 * @throws RolecallError `interaction` where a person is needed and there is none
 */
export async function oidcIdToken(
  plan: Plan,
  source: OidcSource,
  context: SignInContext,
): Promise<string> {
  const { host, cache, singleFlight } = context
  const store = await cache.secrets()
  const clientSecret = await readClientSecret(source, plan.profile, store)
  const terminal = context.mayPrompt ? openTerminal(host) : undefined
  const { obtainIdToken } = await import('../../signin/oidc/id-token.js')
  const { issuer, clientId, scopes, parameters } = source
  const { limit: limitSeconds, ...signIn } = source.signIn
  const client = { issuer, clientId, clientSecret }
  const request = { ...client, scopes, parameters, ...signIn, limitSeconds }
  const fetch = await fetchFor(plan, host)
  const work = (): Promise<string> =>
    obtainIdToken(request, {
      fetch,
      refreshToken: refreshTokenIn(store, source, context),
      openBrowser: browserOf(host),
      requirePerson: () => {
        const seen = terminal !== undefined || (source.signIn.flow === 'device' && !context.silent)
        if (!context.mayPrompt || !seen) throw needsPerson(plan, source)
      },
      notify: (message) =>
        terminal ? terminal.writeLine(`rolecall: ${message}`) : context.notify(message),
    })
  return singleFlight(signInKey(source), work, isText)
}

function refreshTokenIn(
  store: SecretStore | undefined,
  source: OidcSource,
  { host, notify }: SignInContext,
) {
  const key = signInKey(source)
  // Without its store the sign-in is not silent, but it works.
  const survive = (error: unknown): undefined => {
    if (isRolecallError(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    notify(`${reason}: the sign-in is not remembered`)
  }
  return {
    read: async () => store?.read(key).catch(survive),
    write: (token: string) => saveRefreshToken(source, token, store, host).catch(survive),
    remove: async () => store?.remove(key).catch(survive),
  }
}

function needsPerson({ profile }: Plan, { issuer }: OidcSource): RolecallError {
  return new RolecallError('interaction', `${profile} needs a sign-in at ${issuer}`, {
    reason: 'cannot-ask',
    hint: `sign in first, in a terminal: rolecall login ${shellWord(profile)}`,
  })
}
