import { humanDuration } from '../../core/time/duration.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { withTimeout } from '../../core/time/with-timeout.js'
import { failurePage, SIGNED_IN } from '../loopback/result-page.js'
import { listenForRedirect } from '../loopback/server.js'
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
 * Signs in through the user's browser: the authorization code flow with PKCE (RFC 7636). The
 * listener is there before the browser starts, because a browser that is signed in already
 * redirects at once. The port is freed in every case.
 * @throws RolecallError 'interaction' at the time limit, 'failed' if AWS or the user refuses
 */
export async function signInWithBrowser(flow: BrowserSignIn): Promise<Issued> {
  const [state, codeVerifier] = [newState(), newVerifier()]
  const server = await listenForRedirect(REDIRECT_URI, state)
  try {
    const url = authorizationUrl(flow, server.uri, state, challengeOf(codeVerifier))
    const opened = await flow.openBrowser(url)
    flow.notify(
      opened
        ? `sign in with your browser; if none opened, go to: ${url}`
        : `open this URL to sign in: ${url}`,
    )
    const redirect = await withTimeout(server.redirect, TIMEOUT_SECONDS * 1000, timeoutError)
    try {
      const code = codeIn(redirect.url, flow.startUrl)
      const grant = { code, redirectUri: server.uri, codeVerifier }
      const issued = await createToken(flow.service, flow.client, grant, flow.now)
      if ('ok' in issued) throw refusalError(issued, flow.startUrl)
      await redirect.show(SIGNED_IN)
      return issued
    } catch (error) {
      if (isRolecallError(error)) await redirect.show(failurePage(error))
      throw error
    }
  } finally {
    await server.close()
  }
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

function timeoutError(): RolecallError {
  const limit = humanDuration(TIMEOUT_SECONDS)
  return new RolecallError('interaction', `the sign-in was not completed within ${limit}`, {
    hint: 'start again, and finish in the browser; rolecall login --device needs no browser here',
  })
}
