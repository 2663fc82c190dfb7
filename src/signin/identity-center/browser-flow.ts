import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { throughBrowser } from '../loopback/through-browser.js'
import type { Service } from '../json-service.js'
import { challengeOf, newState, newVerifier } from '../pkce.js'
import {
  createToken,
  REDIRECT_URI,
  refusalError,
  type Client,
  type Issued,
} from './token-service.js'

/** Seconds for the user to sign in. */
const TIMEOUT_SECONDS = 300
const TIMEOUT_HINT =
  'start again, and finish in the browser; rolecall login --device needs no browser here'

/** What a sign-in with IAM Identity Center needs for its browser flow. */
export interface BrowserSignIn {
  service: Service
  client: Client
  startUrl: string
  scopes: readonly string[]
  /** @returns true if a browser was started */
  openBrowser: (url: string) => Promise<boolean>
  notify: (message: string) => void
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * Signs in through the user's browser: the authorization code flow with PKCE (RFC 7636).
 * @throws RolecallError 'interaction' at the time limit, 'failed' if AWS or the user refuses
 */
export async function signInWithBrowser(flow: BrowserSignIn): Promise<Issued> {
  const { service, client, startUrl, openBrowser, notify } = flow
  const [state, codeVerifier] = [newState(), newVerifier()]
  return throughBrowser({
    ...{ redirectUri: REDIRECT_URI, state, openBrowser, notify },
    startPage: (redirectUri) =>
      authorizationUrl(flow, redirectUri, state, challengeOf(codeVerifier)),
    timeoutSeconds: TIMEOUT_SECONDS,
    timeoutHint: TIMEOUT_HINT,
    async redeem(response, redirectUri) {
      const grant = { code: codeIn(response, startUrl), redirectUri, codeVerifier }
      const issued = await createToken(service, client, grant, flow.now)
      if ('ok' in issued) throw refusalError(issued, startUrl)
      return issued
    },
  })
}

/** AWS's own tools name the parameter `scopes` (docs/contracts.md §4.4). */
function authorizationUrl(
  { service, client, scopes }: BrowserSignIn,
  redirectUri: string,
  state: string,
  challenge: string,
): string {
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge_method: 'S256',
    scopes: scopes.join(' '),
    code_challenge: challenge,
  }
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return `${service.url.replace(/\/$/, '')}/authorize?${query}`
}

/** The state has been checked by the listener. */
function codeIn({ searchParams }: URL, startUrl: string): string {
  const [code, ...others] = searchParams.getAll('code')
  const error = searchParams.get('error')
  if (error !== null) {
    const text = searchParams.get('error_description') ?? error
    throw refusalError({ code: error, text: printable(text).slice(0, 300) }, startUrl)
  }
  if (code && others.length === 0) return code
  throw new RolecallError('failed', `sign-in at ${startUrl} failed: the redirect has no code`)
}
