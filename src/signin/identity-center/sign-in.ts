import { isRolecallError } from '../../core/errors.js'
import { sha256 } from '../../core/digest/sha256.js'
import { ssoSignInKey } from '../../core/state/sso-sign-in.js'
import { createToken } from './token-service.js'
import { isAgeing, isLive, isRenewable, isToken, type SsoToken } from './token.js'
import type { SignInTarget, FoundSignIn, SignInPorts } from './sign-in-ports.js'
import { signIn } from './new-sign-in.js'

/**
 * An access token: that of an earlier sign-in, renewed if it is old, or that of a new sign-in. Of
 * several processes one renews or signs in, and the others get its token: the user sees one browser
 * window, and a refresh token is never used twice.
 * @param refused access tokens that the portal does not accept
 * @throws RolecallError 'interaction' if the user must sign in and cannot be prompted
 */
export async function ensureSignedIn(
  target: SignInTarget,
  ports: SignInPorts,
  refused: readonly string[] = [],
): Promise<SsoToken> {
  const isGood = ({ token }: FoundSignIn): boolean =>
    !refused.includes(token.accessToken) && isLive(token, ports.now())
  const settled = async (): Promise<{ good?: FoundSignIn; all: FoundSignIn[] }> => {
    const all = await ports.find()
    const first = all.find((found) => isGood(found) || isRenewable(found.token, ports.now()))
    const isDone = first && isGood(first) && !mayRenew(first.token, ports.now())
    return isDone ? { good: first, all } : { all }
  }
  const { good } = await settled()
  if (good) {
    ports.use(good)
    return good.token
  }
  const work = async (): Promise<SsoToken> => {
    const { good: second, all } = await settled()
    if (second) {
      ports.use(second)
      return second.token
    }
    return (await renewFirst(target, ports, all, isGood)) ?? signIn(target, ports, all)
  }
  const accepts = (value: unknown): value is SsoToken =>
    isToken(value) && isGood({ token: value, place: 'store' })
  return ports.singleFlight(ssoSignInKey(target.id), work, accepts)
}

const mayRenew = (token: SsoToken, now: number): boolean =>
  isAgeing(token, now) && isRenewable(token, now)

/**
 * Renews the first sign-in that can be renewed. An old token that still works is used if the
 * renewal fails.
 * @returns undefined if the user has to sign in
 */
async function renewFirst(
  { service }: SignInTarget,
  ports: SignInPorts,
  all: readonly FoundSignIn[],
  isGood: (found: FoundSignIn) => boolean,
): Promise<SsoToken | undefined> {
  for (const found of all) {
    const { token } = found
    const { clientId = '', clientSecret = '', refreshToken = '' } = token
    const old = (): SsoToken => {
      ports.use(found)
      return token
    }
    if (!isRenewable(token, ports.now())) {
      if (isGood(found)) return old()
      continue
    }
    try {
      const client = { clientId, clientSecret }
      const issued = await createToken(service, client, { refreshToken }, ports.now)
      if ('ok' in issued) {
        // The service is overloaded or has forgotten the client; the old token may still do.
        if (isGood(found)) return old()
        continue
      }
      // A response without a refresh token leaves the old one valid.
      const renewed = { ...token, ...issued }
      await ports.save(renewed, found)
      return renewed
    } catch (error) {
      if (isRolecallError(error) && isGood(found)) return old()
      throw error
    }
  }
  return undefined
}

/** The hash by which the index knows an access token. */
export const tokenHash = ({ accessToken }: SsoToken): string => sha256(accessToken)
