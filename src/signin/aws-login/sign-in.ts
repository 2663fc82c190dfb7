import type { SingleFlight } from '../../coordination/single-flight.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { isNonEmptyString, parseObject } from '../../core/json.js'
import { sha256 } from '../../core/digest/sha256.js'
import { base64Bytes, utf8Text } from '../../system/bytes.js'
import { newP256Pem } from '../../system/p256.js'
import type { Service } from '../json-service.js'
import { authorizeLogin, type LoginFlow } from './authorize.js'
import { isLoginToken, leftMs, type LoginToken } from './token-file.js'
import { createLoginToken, loginError, needsSignIn, type LoginTokens } from './token-service.js'

/** What a sign-in with the console needs from its caller. */
export interface LoginPorts extends Omit<LoginFlow, 'service' | 'session'> {
  /** The service in a region; undefined: that of the profile. */
  serviceIn: (region: string | undefined) => Service
  read: () => LoginToken | undefined
  /** Keeps a sign-in. It reports a fault and does not throw. */
  write: (token: LoginToken) => void
  /** @throws RolecallError 'interaction' if there is no user to sign in */
  requireUser: () => void
  singleFlight: SingleFlight
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * Less time left, and the credentials are renewed: half of their lifetime, as for a cached session
 * (isFresh). Milliseconds.
 */
const RENEW_BELOW_MS = 7.5 * 60_000
/** Credentials must outlast the request that they sign, milliseconds. */
const MARGIN_MS = 5000

/**
 * The credentials of a sign-in with the console: those of the file, renewed if they are old, or
 * those of a new sign-in. Of several processes one renews or signs in; SDKs do so without a lock.
 * @param session the ARN in `login_session`
 * @throws RolecallError 'interaction' if the user must sign in and cannot be prompted
 */
export async function ensureLoggedIn(session: string, ports: LoginPorts): Promise<LoginToken> {
  const isGood = (token: LoginToken): boolean => leftMs(token, ports.now()) > RENEW_BELOW_MS
  const found = ports.read()
  if (found && isGood(found)) return found
  const work = async (): Promise<LoginToken> => {
    const second = ports.read()
    if (second && isGood(second)) return second
    return (second && (await renew(session, second, ports))) ?? signIn(session, ports)
  }
  const accepts = (value: unknown): value is LoginToken =>
    isLoginToken(value) && leftMs(value, ports.now()) > MARGIN_MS
  return ports.singleFlight(sha256(`aws login ${session}`), work, accepts)
}

/**
 * Renews a sign-in. Credentials that still work are used if that fails: AWS may be overloaded.
 * @returns undefined if the user has to sign in
 */
async function renew(
  session: string,
  token: LoginToken,
  ports: LoginPorts,
): Promise<LoginToken | undefined> {
  const { clientId, refreshToken, dpopKey, signInRegion } = token
  const isValid = leftMs(token, ports.now()) > MARGIN_MS
  try {
    const service = ports.serviceIn(isNonEmptyString(signInRegion) ? signInRegion : undefined)
    const issued = await createLoginToken(service, clientId, { refreshToken }, dpopKey, ports.now)
    if ('ok' in issued) {
      if (isValid) return token
      if (needsSignIn(issued)) return undefined
      throw loginError(issued, session)
    }
    const renewed = { ...token, ...issuedOver(token, issued) }
    // The user may have signed in again meanwhile: that sign-in has another key, and stays.
    if ((ports.read() ?? token).dpopKey === dpopKey) ports.write(renewed)
    return renewed
  } catch (error) {
    if (isRolecallError(error) && isValid) return token
    throw error
  }
}

/** The members that a refresh replaces; the ID token of the sign-in stays. */
function issuedOver(
  { accessToken }: LoginToken,
  { accessToken: keys, refreshToken }: LoginTokens,
): Pick<LoginToken, 'accessToken' | 'refreshToken'> {
  return { accessToken: { ...accessToken, ...keys }, refreshToken }
}

async function signIn(session: string, ports: LoginPorts): Promise<LoginToken> {
  ports.requireUser()
  const service = ports.serviceIn(undefined)
  const dpopKey = newP256Pem()
  return authorizeLogin({ ...ports, service, session }, async (clientId, grant) => {
    const issued = await createLoginToken(service, clientId, grant, dpopKey, ports.now)
    if ('ok' in issued) throw loginError(issued, session)
    const { accessToken, refreshToken, idToken, tokenType = 'aws_sigv4' } = issued
    const signedIn = subjectOf(idToken ?? '')
    if (signedIn !== session.trim()) throw otherSessionError(session, signedIn)
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = accessToken
    const accountId = session.split(':')[4] ?? ''
    // In the AWS CLI's order.
    const token = {
      accessToken: { accessKeyId, secretAccessKey, sessionToken, accountId, expiresAt },
      ...{ tokenType, clientId, refreshToken, idToken, dpopKey },
    }
    ports.write(token)
    return token
  })
}

/** Who has signed in. AWS itself has sent the token, over TLS, so its signature is not checked. */
function subjectOf(idToken: string): string | undefined {
  const claims = parseObject(utf8Text(base64Bytes(idToken.split('.')[1] ?? '')))
  const subject = claims?.['sub']
  return isNonEmptyString(subject) ? subject : undefined
}

function otherSessionError(session: string, signedIn: string | undefined): RolecallError {
  const who =
    signedIn === undefined ? 'AWS did not say who signed in' : `you signed in as ${signedIn}`
  return new RolecallError('failed', `${who}, but the profile is for ${session}`, {
    hint: 'choose the other console session in the browser, or change login_session in the profile',
  })
}
