import type { IdentityToken } from '../../core/credentials.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { OidcSource } from '../../core/source.js'
import { fetchFor } from '../../net/fetch.js'
import { canonicalJson, isNonEmptyString } from '../../core/json.js'
import { claimsOf } from '../../core/jwt.js'
import { sha256 } from '../../core/digest/sha256.js'
import { readClientSecret, saveRefreshToken, signInKey } from '../../secrets/sign-ins.js'
import type { SecretStore } from '../../store/store.js'
import { browserOf } from '../../system/desktop/browser.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import type { OpenContext } from '../open-context.js'

/**
 * The user's ID token, from an earlier sign-in or a new one. Of several processes one signs in and
 * the others get its token: the user sees one browser window, and a rotating refresh token is never
 * used twice.
 * @returns a verified JWT
 * @throws RolecallError 'interaction' if the user must sign in and cannot be prompted
 */
export async function openOidc(source: OidcSource, context: OpenContext): Promise<IdentityToken> {
  const { host, cache, plan, login, singleFlight } = context
  const store = await cache.secrets()
  const clientSecret = await readClientSecret(source, login, store)
  const terminal = context.mayPrompt ? openTerminal(host) : undefined
  const { obtainIdToken } = await import('../../signin/oidc/id-token.js')
  const { issuer, clientId, scopes, parameters } = source
  const { limit: timeoutSeconds, ...signIn } = source.signIn
  const client = { issuer, clientId, clientSecret }
  const request = { ...client, scopes, parameters, ...signIn, timeoutSeconds }
  const fetch = fetchFor(plan, host)
  const work = (): Promise<string> =>
    obtainIdToken(request, {
      fetch,
      refreshToken: refreshTokenIn(store, source, context),
      openBrowser: browserOf(host),
      requireUser() {
        const isDevice = source.signIn.flow === 'device'
        const canSeeMessages = terminal !== undefined || (isDevice && !context.isSilent)
        if (!context.mayPrompt || !canSeeMessages) throw signInNeededError(source, context)
      },
      notify: (message) =>
        terminal ? terminal.writeLine(`rolecall: ${message}`) : context.notify(message),
    })
  const webIdentityToken = await singleFlight(signInKey(source), work, isNonEmptyString)
  return { webIdentityToken, user: userOf(webIdentityToken) }
}

/** A hash of the provider and the subject, which stay the same in the user's next token. */
function userOf(token: string): string {
  const { iss, sub } = claimsOf(token)
  return sha256(isNonEmptyString(sub) ? canonicalJson({ iss, sub }) : token)
}

/** The stored refresh token. A sign-in works without a store, but the next one prompts again. */
function refreshTokenIn(
  store: SecretStore | undefined,
  source: OidcSource,
  { host, notify }: OpenContext,
) {
  const key = signInKey(source)
  const ignoreStoreError = (error: unknown): undefined => {
    if (isRolecallError(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    notify(`${reason}: the sign-in is not remembered`)
  }
  return {
    read: async () => store?.read(key).catch(ignoreStoreError),
    write: (token: string) => saveRefreshToken(source, token, store, host).catch(ignoreStoreError),
    remove: async () => store?.remove(key).catch(ignoreStoreError),
  }
}

function signInNeededError({ issuer }: OidcSource, { plan, login }: OpenContext): RolecallError {
  return new RolecallError('interaction', `${plan.profile} needs a sign-in at ${issuer}`, {
    reason: 'cannot-ask',
    hint: `sign in first, in a terminal: ${login}`,
  })
}
