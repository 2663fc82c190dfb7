import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { base64Bytes, utf8Text } from '../../system/bytes.js'
import type { Service } from '../json-service.js'
import { throughBrowser } from '../loopback/through-browser.js'
import { challengeOf, newState, newVerifier } from '../pkce.js'
import { loginError, type LoginGrant } from './token-service.js'

/** The public clients of AWS's command-line tools (docs/contracts.md §7). */
const CLIENT = 'arn:aws:signin:::devtools'
/** AWS redirects to any port of it. */
const REDIRECT_URI = 'http://127.0.0.1/oauth/callback'
/** Seconds for the user to sign in. */
const TIMEOUT_SECONDS = 300
const TIMEOUT_HINT =
  'start again, and finish in the browser; rolecall login --device needs no browser here'

/** What the authorization of `aws login` needs of the user. */
export interface LoginFlow {
  service: Service
  session: string
  notify: (message: string) => void
  /** @returns true if a browser was started; undefined: the user has one on another device only */
  openBrowser: ((url: string) => Promise<boolean>) | undefined
  /** Asks for the code that the page on the other device shows. */
  askCode: () => Promise<string>
}

/** Exchanges what the user brought. It checks that the right identity has signed in. */
type Redeem<T> = (clientId: string, grant: LoginGrant) => Promise<T>

/**
 * Lets the user sign in with the console, in a browser here or on another device: the authorization
 * code flow with PKCE (RFC 7636). The listener is there before the browser starts.
 * @throws RolecallError 'interaction' at the time limit, 'failed' if AWS or the user refuses
 */
export function authorizeLogin<T>(flow: LoginFlow, redeem: Redeem<T>): Promise<T> {
  const { openBrowser } = flow
  return openBrowser ? onThisDevice(flow, openBrowser, redeem) : onAnotherDevice(flow, redeem)
}

function onThisDevice<T>(
  { service, session, notify }: LoginFlow,
  openBrowser: (url: string) => Promise<boolean>,
  redeem: Redeem<T>,
): Promise<T> {
  const [state, codeVerifier] = [newState(), newVerifier()]
  const clientId = `${CLIENT}/same-device`
  return throughBrowser({
    ...{ redirectUri: REDIRECT_URI, state, openBrowser, notify },
    startPage: (redirectUri) => urlOf(service, clientId, redirectUri, state, codeVerifier),
    timeoutSeconds: TIMEOUT_SECONDS,
    timeoutHint: TIMEOUT_HINT,
    redeem: ({ searchParams }, redirectUri) =>
      redeem(clientId, { code: codeIn(searchParams, session), codeVerifier, redirectUri }),
  })
}

async function onAnotherDevice<T>(flow: LoginFlow, redeem: Redeem<T>): Promise<T> {
  const { service, session, notify, askCode } = flow
  const [state, codeVerifier] = [newState(), newVerifier()]
  const clientId = `${CLIENT}/cross-device`
  const redirectUri = `${service.url.replace(/\/$/, '')}/v1/sessions/confirmation`
  notify(
    `open this URL on any device: ${urlOf(service, clientId, redirectUri, state, codeVerifier)}`,
  )
  // The page shows base64 of `state=…&code=…`.
  const answer = new URLSearchParams(utf8Text(base64Bytes(await askCode())))
  if (answer.get('state') !== state) {
    throw new RolecallError('failed', 'this code does not belong to this sign-in', {
      hint: 'start again, and paste the whole code that the page shows',
    })
  }
  return redeem(clientId, { code: codeIn(answer, session), codeVerifier, redirectUri })
}

/** AWS names the method SHA-256, not S256 as RFC 7636 (docs/contracts.md §7). */
function urlOf(
  service: Service,
  clientId: string,
  redirectUri: string,
  state: string,
  verifier: string,
): string {
  const parameters = {
    ...{ response_type: 'code', client_id: clientId, state },
    ...{ code_challenge_method: 'SHA-256', scope: 'openid', redirect_uri: redirectUri },
    code_challenge: challengeOf(verifier),
  }
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return `${service.url.replace(/\/$/, '')}/v1/authorize?${query}`
}

/** The state has been checked. */
function codeIn(answer: URLSearchParams, session: string): string {
  const error = answer.get('error')
  if (error !== null) {
    const text = answer.get('error_description') ?? error
    throw loginError({ code: error, text: printable(text).slice(0, 300) }, session)
  }
  const [code, ...others] = answer.getAll('code')
  if (code && others.length === 0) return code
  throw new RolecallError('failed', 'the console sign-in failed: the redirect has no code')
}
