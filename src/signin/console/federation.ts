import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { parseObject } from '../../core/json.js'
import type { Fetch } from '../../net/fetch.js'

/*
 * The federation endpoint (AWS IAM User Guide, "Enable custom identity broker access to the AWS
 * console"): credentials become a sign-in token, and the token, in a URL, a console session.
 */

const TIMEOUT_MS = 10_000

/** A request to the federation endpoint of the console. */
export interface FederationRequest {
  /** Origin of the endpoint, without a slash at the end. */
  origin: string
  /** Temporary credentials of a role or a federated user. */
  credentials: Credentials
  /**
   * Seconds that the console session lasts. Undefined for what AWS refuses it for (a federated
   * user, a chained role): the session then ends with the credentials.
   */
  seconds?: number | undefined
}

/**
 * Exchanges credentials for a sign-in token, in the body of a POST, so that no URL contains them.
 * @throws RolecallError 'refused' if AWS does not accept the credentials, 'failed' otherwise
 */
export async function signInToken(request: FederationRequest, fetch: Fetch): Promise<string> {
  const { origin, credentials, seconds } = request
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const session = { sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken }
  const body = new URLSearchParams({
    Action: 'getSigninToken',
    ...(seconds === undefined ? {} : { SessionDuration: String(seconds) }),
    SessionType: 'json',
    Session: JSON.stringify(session),
  })
  const { status, text } = await post(`${origin}/federation`, body, fetch)
  if (status !== 200) throw refusalError(status, seconds)
  const token = parseObject(text)?.['SigninToken']
  if (typeof token === 'string' && token !== '') return token
  throw new RolecallError('failed', `${origin} returned no sign-in token`, {
    hint: 'a proxy may have answered instead of AWS: check HTTPS_PROXY',
  })
}

/**
 * The URL that signs a browser in. It is a secret for 15 minutes.
 * @param destination page of the console
 */
export function loginUrl(origin: string, destination: string, token: string): string {
  const query = new URLSearchParams({
    Action: 'login',
    Issuer: 'rolecall',
    Destination: destination,
    SigninToken: token,
  })
  return `${origin}/federation?${query.toString()}`
}

/** The URL that ends the browser's console session and then goes to another URL. */
export function signOutUrl(origin: string, next: string): string {
  const query = new URLSearchParams({ Action: 'logout', redirect_uri: next })
  return `${origin}/oauth?${query.toString()}`
}

async function post(
  url: string,
  body: URLSearchParams,
  fetch: Fetch,
): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal })
    return { status: response.status, text: await response.text() }
  } catch (cause) {
    const reason = signal.aborted
      ? `no response within ${TIMEOUT_MS / 1000} s`
      : cause instanceof Error
        ? cause.message
        : String(cause)
    throw new RolecallError('failed', `${new URL(url).host} could not be reached: ${reason}`, {
      hint: 'check the network connection, HTTPS_PROXY and AWS_CA_BUNDLE',
      cause,
    })
  }
}

function refusalError(status: number, seconds: number | undefined): RolecallError {
  if (status >= 500) {
    return new RolecallError('failed', `the federation endpoint of AWS failed (HTTP ${status})`, {
      hint: 'try again in a minute',
    })
  }
  return new RolecallError(
    'refused',
    `AWS does not open the console for these credentials (HTTP ${status})`,
    {
      hint:
        seconds === undefined
          ? 'get new ones with --refresh; only credentials of a role or of GetFederationToken open the console'
          : 'leave out --duration, or get new credentials with --refresh',
    },
  )
}
