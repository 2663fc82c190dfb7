import { refreshTokenGrant, ResponseBodyError, type Configuration } from 'openid-client'
import type { Fetch } from '../../net/fetch.js'
import { oidcBrowserFlow } from './browser-flow.js'
import { oidcDeviceFlow } from './device-flow.js'
import { signInError } from './errors.js'
import { discoverProvider, type OidcClient } from './provider.js'
import { tokensOf, type Tokens } from './tokens.js'

/** The settings of a sign-in. */
export interface SignInRequest extends OidcClient {
  /** Default: `openid`, and `offline_access` if the provider supports it. */
  scopes?: string | undefined
  parameters: Readonly<Record<string, string>>
  redirectUri: string
  /** Seconds for the user to sign in. */
  timeoutSeconds: number
  /** Default: `browser` if there is one. */
  flow?: SignInFlow | undefined
}

/** How a user signs in: with a browser on this machine, or with any other device. */
export type SignInFlow = 'browser' | 'device'

/** The functions that a sign-in needs from its caller. */
export interface OidcPorts {
  fetch: Fetch
  /** The stored refresh token of this client. The implementation reports errors of the store. */
  refreshToken: {
    read: () => Promise<string | undefined>
    write: (token: string) => Promise<void>
    remove: () => Promise<void>
  }
  /** Undefined if there is no browser. @returns true if a browser was started */
  openBrowser: ((url: string) => Promise<boolean>) | undefined
  /** @throws RolecallError 'interaction' if there is no user to sign in */
  requireUser: () => void
  notify: (message: string) => void
}

/**
 * Obtains an ID token from an OpenID Connect provider. Uses the refresh token of an earlier sign-in
 * if that works, else asks the user to sign in.
 * @returns a JWT whose signature and claims have been checked
 * @throws RolecallError 'interaction' if there is no user, or at the time limit; else 'failed'
 */
export async function obtainIdToken(request: SignInRequest, ports: OidcPorts): Promise<string> {
  const earlier = await ports.refreshToken.read()
  if (earlier === undefined) ports.requireUser()
  const provider = await discoverProvider(request, ports.fetch)
  const renewed = earlier === undefined ? undefined : await renew(provider, earlier)
  if (earlier !== undefined && renewed === undefined) {
    await ports.refreshToken.remove()
    ports.requireUser()
  }
  const { idToken, refreshToken } = renewed ?? (await signIn(provider, request, ports))
  if (refreshToken !== undefined && refreshToken !== earlier) {
    await ports.refreshToken.write(refreshToken)
  }
  return idToken
}

/**
 * Uses the refresh token.
 * @returns undefined if the user must sign in again: the refresh token was rejected, or no ID token
 * came back (OpenID Connect Core §12.2)
 */
async function renew(provider: Configuration, token: string): Promise<Tokens | undefined> {
  try {
    const response = await refreshTokenGrant(provider, token)
    return response.id_token === undefined ? undefined : tokensOf(response)
  } catch (error) {
    const isRefusal = error instanceof ResponseBodyError && error.status < 500
    // 429 Too Many Requests (RFC 6585 §4) does not reject the token.
    if (isRefusal && error.status !== 429) return undefined
    throw signInError(error, provider.serverMetadata().issuer)
  }
}

async function signIn(
  provider: Configuration,
  request: SignInRequest,
  { openBrowser, notify }: OidcPorts,
): Promise<Tokens> {
  const { parameters, redirectUri, timeoutSeconds } = request
  const server = provider.serverMetadata()
  const scopes =
    request.scopes ??
    (server.scopes_supported?.includes('offline_access') ? 'openid offline_access' : 'openid')
  const hasDeviceFlow = server.device_authorization_endpoint !== undefined
  const flow = request.flow ?? (!openBrowser && hasDeviceFlow ? 'device' : 'browser')
  if (flow === 'device') return oidcDeviceFlow(provider, { scopes, timeoutSeconds, notify })
  const open = openBrowser ?? (() => Promise.resolve(false))
  return oidcBrowserFlow(provider, {
    scopes,
    parameters,
    redirectUri,
    timeoutSeconds,
    openBrowser: open,
    notify,
  })
}
