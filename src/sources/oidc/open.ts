import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import type { OidcSource } from '../../core/source.js'
import { shellWord } from '../../core/shell-word.js'
import { browserOf } from '../../system/desktop/browser.js'
import type { Host } from '../../system/host.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import type { SessionCache } from '../../secrets/session-cache.js'
import { isText } from '../../secrets/session-json.js'
import type { SecretStore } from '../../store/store.js'
import { fetchFor } from '../../session/network.js'
import type { World } from '../../session/obtain.js'
import { keepRefreshToken, readClientSecret, signInKey } from '../../secrets/sign-ins.js'

export interface SignInContext {
  host: Host
  cache: SessionCache
  /** Whether a person may be asked. */
  input: boolean
  /** Whether standard error belongs to an SDK: a person is then told at the terminal or not at all. */
  silent: boolean
  say(message: string): void
  alone: World['alone']
}

/**
 * The id token of a person, by an earlier sign-in or a new one. Of several processes one signs in, and the others find its refresh token:
 * one window for all roles, and a rotating refresh token is never used twice.
 * @returns a JWT, checked
 * @throws RolecallError `interaction` where a person is needed and there is none
 */
export async function signIn(
  plan: Plan,
  source: OidcSource,
  context: SignInContext,
): Promise<string> {
  const { host, cache, alone } = context
  const store = await cache.secrets()
  const clientSecret = await readClientSecret(source, plan.profile, store)
  const terminal = context.input ? openTerminal(host) : undefined
  const { identityToken } = await import('../../signin/oidc/id-token.js')
  const { issuer, clientId, scopes, parameters } = source
  const request = { issuer, clientId, clientSecret, scopes, parameters, ...source.signIn }
  const fetch = await fetchFor(plan, host)
  const work = (): Promise<string> =>
    identityToken(request, {
      fetch,
      refreshToken: refreshTokenIn(store, source, context),
      openBrowser: browserOf(host),
      requirePerson: () => {
        const seen = terminal !== undefined || (source.signIn.flow === 'device' && !context.silent)
        if (!context.input || !seen) throw needsPerson(plan, source)
      },
      say: (message) => (terminal ? terminal.tell(`rolecall: ${message}`) : context.say(message)),
    })
  return alone(signInKey(source), work, isText)
}

function refreshTokenIn(
  store: SecretStore | undefined,
  source: OidcSource,
  { host, say }: SignInContext,
) {
  const key = signInKey(source)
  // Without its store the sign-in is not silent, but it works.
  const survive = (error: unknown): undefined => {
    if (isRolecallError(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    say(`${reason}: the sign-in is not remembered`)
  }
  return {
    read: async () => store?.read(key).catch(survive),
    write: (token: string) => keepRefreshToken(source, token, store, host).catch(survive),
    remove: async () => store?.remove(key).catch(survive),
  }
}

function needsPerson({ profile }: Plan, { issuer }: OidcSource): RolecallError {
  return new RolecallError('interaction', `${profile} needs a sign-in at ${issuer}`, {
    reason: 'cannot-ask',
    hint: `sign in first, in a terminal: rolecall login ${shellWord(profile)}`,
  })
}
