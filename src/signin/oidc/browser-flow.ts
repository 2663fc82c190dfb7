import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client'
import { RolecallError } from '../../core/errors.js'
import { humanDuration } from '../../core/time/duration.js'
import { withTimeout } from '../../core/time/with-timeout.js'
import { failurePage, SIGNED_IN } from '../loopback/result-page.js'
import { listenForRedirect, type Redirect } from '../loopback/server.js'
import { signInError } from './errors.js'
import { tokensOf, type Tokens } from './tokens.js'

export interface BrowserFlow {
  scopes: string
  /** Further parameters of the authorization request, such as `prompt=consent`. */
  parameters: Readonly<Record<string, string>>
  /** An http URL of a loopback host; without a port, any free port is used. */
  redirectUri: string
  /** Seconds for the user to sign in. */
  timeoutSeconds: number
  /** @returns true if a browser was started */
  openBrowser: (url: string) => Promise<boolean>
  notify: (message: string) => void
}

/**
 * Signs in through the user's browser: the authorization code flow with PKCE (RFC 7636) and a
 * redirect to a loopback address (RFC 8252). The port is freed in every case.
 * @throws RolecallError 'interaction' at the time limit, 'failed' if the response is an error or
 * fails a check
 */
export async function oidcBrowserFlow(provider: Configuration, flow: BrowserFlow): Promise<Tokens> {
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
  const server = await listenForRedirect(flow.redirectUri, state)
  try {
    const url = buildAuthorizationUrl(provider, {
      ...flow.parameters,
      redirect_uri: server.uri,
      scope: flow.scopes,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const opened = await flow.openBrowser(url.href)
    flow.notify(
      opened
        ? `sign in with your browser; if none opened, go to: ${url.href}`
        : `open this URL to sign in: ${url.href}`,
    )
    const redirect = await withTimeout(server.redirect, flow.timeoutSeconds * 1000, () =>
      browserFlowTimeoutError(flow.timeoutSeconds),
    )
    return await redeem(provider, redirect, { state, nonce, verifier })
  } finally {
    await server.close()
  }
}

interface Expected {
  state: string
  nonce: string
  verifier: string
}

/** Exchanges the code for tokens, and shows the result in the browser. */
async function redeem(
  provider: Configuration,
  redirect: Redirect,
  { state, nonce, verifier }: Expected,
): Promise<Tokens> {
  try {
    const response = await authorizationCodeGrant(provider, redirect.url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const tokens = tokensOf(response)
    await redirect.show(SIGNED_IN)
    return tokens
  } catch (error) {
    const failure = signInError(error, provider.serverMetadata().issuer)
    await redirect.show(failurePage(failure))
    throw failure
  }
}

function browserFlowTimeoutError(seconds: number): RolecallError {
  return new RolecallError(
    'interaction',
    `the sign-in was not completed within ${humanDuration(seconds)}`,
    {
      hint: 'start again, and finish in the browser; rolecall_oidc_timeout sets the limit',
    },
  )
}
