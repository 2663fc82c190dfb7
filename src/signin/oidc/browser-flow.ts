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
import { humanDuration } from '../../core/duration.js'
import { withinTime } from '../../core/within-time.js'
import { explainSignIn } from './errors.js'
import { listenForRedirect, type Redirect } from '../loopback/server.js'
import type { Page } from '../loopback/page.js'
import { tokensOf, type Tokens } from './tokens.js'

export interface BrowserFlow {
  scopes: string
  /** Further parameters of the authorization request, `prompt=consent`. */
  parameters: Readonly<Record<string, string>>
  /** An http URL of a loopback host; without a port, any that is free. */
  redirectUri: string
  /** Seconds from now until the person has signed in. */
  limit: number
  /** @returns whether a browser was started */
  openBrowser(url: string): Promise<boolean>
  /** Tells the person what to do. */
  notify(message: string): void
}

/**
 * Signs in through the person's browser: the authorization code flow with PKCE (RFC 7636) and a redirect to a loopback address
 * (RFC 8252). However it ends, the port is free again.
 * @throws RolecallError `interaction` when time is up, `failed` for an answer that is denied or does not fit
 */
export async function oidcBrowserFlow(provider: Configuration, flow: BrowserFlow): Promise<Tokens> {
  const server = await listenForRedirect(flow.redirectUri)
  try {
    const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
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
        ? `sign in with the browser; if none opened: ${url.href}`
        : `open this to sign in: ${url.href}`,
    )
    const landing = await withinTime(server.landing, flow.limit * 1000, () =>
      nobodyCame(flow.limit),
    )
    return await redeem(provider, landing, { state, nonce, verifier })
  } finally {
    await server.close()
  }
}

interface Expected {
  state: string
  nonce: string
  verifier: string
}

/** Trades the code for tokens, and lets the page in the browser say how that went. */
async function redeem(
  provider: Configuration,
  landing: Redirect,
  { state, nonce, verifier }: Expected,
): Promise<Tokens> {
  try {
    const answer = await authorizationCodeGrant(provider, landing.url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const tokens = tokensOf(answer)
    await landing.show(SIGNED_IN)
    return tokens
  } catch (error) {
    const failure = explainSignIn(error, provider.serverMetadata().issuer)
    await landing.show(failurePage(failure))
    throw failure
  }
}

const SIGNED_IN: Page = {
  status: 200,
  good: true,
  title: 'You are signed in',
  text: 'rolecall has what it needs and goes on in the terminal. You may close this page.',
}

function failurePage({ message }: RolecallError): Page {
  return {
    status: 400,
    good: false,
    title: 'You are not signed in',
    text: `${message.charAt(0).toUpperCase()}${message.slice(1)}. The terminal says what to do next; you may close this page.`,
  }
}

function nobodyCame(seconds: number): RolecallError {
  return new RolecallError('interaction', `nobody signed in within ${humanDuration(seconds)}`, {
    hint: 'start again, and finish in the browser; rolecall_oidc_timeout gives more time',
  })
}
