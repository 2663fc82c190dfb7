import { isRolecallError } from '../../core/errors.js'
import { ssoSignInKey } from '../../core/state/sso-sign-in.js'
import { isGood, settledSignIn } from './good-sign-in.js'
import { createToken } from './token-service.js'
import { isRenewable, isToken, type SsoToken } from './token.js'
import type { SignInTarget, FoundSignIn, SignInPorts } from './sign-in-ports.js'
import { signIn } from './new-sign-in.js'

/**
 * An access token, if no earlier sign-in is good as it is: that of one which is renewed, or that of
 * a new sign-in. Of several processes one renews or signs in, and the others get its token: the
 * user sees one browser window, and a refresh token is never used twice.
 * @param refused access tokens that the portal does not accept
 * @throws RolecallError 'interaction' if the user must sign in and cannot be prompted
 */
export async function renewOrSignIn(
  target: SignInTarget,
  ports: SignInPorts,
  refused: readonly string[],
): Promise<SsoToken> {
  const isUsable = (token: SsoToken): boolean => isGood(token, refused, ports.now())
  const work = async (): Promise<SsoToken> => {
    const { good, all } = await settledSignIn(ports, refused)
    if (good) {
      ports.use(good)
      return good.token
    }
    return (await renewFirst(target, ports, all, isUsable)) ?? signIn(target, ports, all)
  }
  const accepts = (value: unknown): value is SsoToken => isToken(value) && isUsable(value)
  return ports.singleFlight(ssoSignInKey(target.id), work, accepts)
}

/**
 * Renews the first sign-in that can be renewed. An old token that still works is used if the
 * renewal fails.
 * @returns undefined if the user has to sign in
 */
async function renewFirst(
  { service }: SignInTarget,
  ports: SignInPorts,
  all: readonly FoundSignIn[],
  isUsable: (token: SsoToken) => boolean,
): Promise<SsoToken | undefined> {
  for (const found of all) {
    const { token } = found
    const { clientId = '', clientSecret = '', refreshToken = '' } = token
    const old = (): SsoToken => {
      ports.use(found)
      return token
    }
    if (!isRenewable(token, ports.now())) {
      if (isUsable(token)) return old()
      continue
    }
    try {
      const client = { clientId, clientSecret }
      const issued = await createToken(service, client, { refreshToken }, ports.now)
      if ('ok' in issued) {
        // The service is overloaded or has forgotten the client; the old token may still do.
        if (isUsable(token)) return old()
        continue
      }
      // A response without a refresh token leaves the old one valid.
      const renewed = { ...token, ...issued }
      await ports.save(renewed, found)
      return renewed
    } catch (error) {
      if (isRolecallError(error) && isUsable(token)) return old()
      throw error
    }
  }
  return undefined
}
