import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client'
import { throughBrowser } from '../loopback/through-browser.js'
import { signInError } from './errors.js'
import { tokensOf, type Tokens } from './tokens.js'

/** What the browser flow (RFC 8252, with PKCE) asks for, and where the browser returns. */
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
 * redirect to a loopback address (RFC 8252).
 * @throws RolecallError 'interaction' at the time limit, 'failed' if the response is an error or
 * fails a check
 */
export async function oidcBrowserFlow(provider: Configuration, flow: BrowserFlow): Promise<Tokens> {
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
  const challenge = await calculatePKCECodeChallenge(verifier)
  return throughBrowser({
    ...flow,
    state,
    startPage: (redirectUri) =>
      buildAuthorizationUrl(provider, {
        ...flow.parameters,
        redirect_uri: redirectUri,
        scope: flow.scopes,
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }).href,
    timeoutHint: 'start again, and finish in the browser; rolecall_oidc_timeout sets the limit',
    redeem: (response) => redeem(provider, response, { state, nonce, verifier }),
  })
}

interface Expected {
  state: string
  nonce: string
  verifier: string
}

/** Exchanges the code for tokens. */
async function redeem(
  provider: Configuration,
  response: URL,
  { state, nonce, verifier }: Expected,
): Promise<Tokens> {
  try {
    const granted = await authorizationCodeGrant(provider, response, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    return tokensOf(granted)
  } catch (error) {
    throw signInError(error, provider.serverMetadata().issuer)
  }
}
