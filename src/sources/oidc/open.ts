import type { IdentityToken } from '../../core/credentials.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { OidcSource } from '../../core/source/sign-ins.js'
import { fetchFor } from '../../net/fetch.js'
import { canonicalJson, isNonEmptyString } from '../../core/json.js'
import { claimsOf } from '../../core/jwt.js'
import { sha256 } from '../../core/digest/sha256.js'
import {
  readClientSecret,
  readRefreshToken,
  removeRefreshToken,
  saveRefreshToken,
  signInKey,
  type SignInStores,
} from '../../secrets/sign-ins.js'
import { storeHint } from '../../store/errors.js'
import { isStoreError, type StoreError } from '../../store/store.js'
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
  const inUse = await cache.secrets()
  const stores = { host, inUse, storeNamed: cache.storeNamed }
  const clientSecret = await readClientSecret(source, login, stores)
  const terminal = context.mayPrompt ? openTerminal(host) : undefined
  const { obtainIdToken } = await import('../../signin/oidc/id-token.js')
  const { issuer, clientId, scopes, parameters } = source
  const { limit: timeoutSeconds, ...signIn } = source.signIn
  const client = { issuer, clientId, clientSecret }
  const request = { ...client, scopes, parameters, ...signIn, timeoutSeconds }
  const fetch = fetchFor(plan, host)
  const refreshToken = refreshTokenIn(stores, source, context)
  const work = (): Promise<string> =>
    obtainIdToken(request, {
      fetch,
      refreshToken,
      openBrowser: browserOf(host),
      requireUser() {
        const isDevice = source.signIn.flow === 'device'
        const canSeeMessages = terminal !== undefined || (isDevice && !context.isSilent)
        if (!context.mayPrompt || !canSeeMessages) {
          throw signInNeededError(source, context, refreshToken.failure())
        }
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
function refreshTokenIn(stores: SignInStores, source: OidcSource, { host, notify }: OpenContext) {
  let failure: StoreError | undefined
  const ignoreStoreError =
    (consequence: string) =>
    (error: unknown): undefined => {
      if (isRolecallError(error)) throw error
      if (isStoreError(error)) failure ??= error
      const reason = error instanceof Error ? error.message : String(error)
      notify(`${reason}: ${consequence}`)
    }
  const forgotten = ignoreStoreError('the sign-in is not remembered')
  const unreadable = ignoreStoreError('the earlier sign-in cannot be used')
  return {
    read: () => readRefreshToken(source, stores).catch(unreadable),
    write: (token: string) => saveRefreshToken(source, token, stores.inUse, host).catch(forgotten),
    remove: () => removeRefreshToken(source, stores).catch(forgotten),
    /** Why the store that has the token could not be read. */
    failure: () => failure,
  }
}

/** @param failure of the store that has an earlier sign-in */
function signInNeededError(
  { issuer }: OidcSource,
  { plan, login }: OpenContext,
  failure: StoreError | undefined,
): RolecallError {
  const inTerminal = `sign in first, in a terminal: ${login}`
  return new RolecallError('interaction', `${plan.profile} needs a sign-in at ${issuer}`, {
    reason: 'cannot-ask',
    hint: failure ? `for the earlier one, ${storeHint(failure)}; or ${inTerminal}` : inTerminal,
  })
}
