import { refreshTokenGrant, ResponseBodyError, type Configuration } from 'openid-client'
import { oidcBrowserFlow } from './browser-flow.js'
import { signInWithDevice } from './device-flow.js'
import { explainSignIn } from './errors.js'
import type { Fetch } from '../../net/fetch.js'
import { discoverProvider, type Client } from './provider.js'
import { tokensOf, type Tokens } from './tokens.js'

/** Everything that a sign-in follows from. */
export interface SignInRequest extends Client {
  /** By default `openid`, and `offline_access` where the provider knows it. */
  scopes?: string | undefined
  parameters: Readonly<Record<string, string>>
  redirectUri: string
  /** Seconds. */
  limit: number
  /** `browser` or `device`; by default the browser where there is one. */
  flow?: Flow | undefined
}

export type Flow = 'browser' | 'device'

/** What a sign-in needs of the world. */
export interface SignInPorts {
  fetch: Fetch
  /** The refresh token of this client, kept where secrets are kept. A failure to do so is the world's to report. */
  refreshToken: {
    read(): Promise<string | undefined>
    write(token: string): Promise<void>
    remove(): Promise<void>
  }
  /** Undefined where this machine has none. @returns whether a browser was started */
  openBrowser: ((url: string) => Promise<boolean>) | undefined
  /** @throws RolecallError `interaction` where no person can be asked */
  requirePerson(): void
  notify(message: string): void
}

/**
 * An id token of an OpenID Connect provider: without a word where the refresh token of an earlier sign-in still
 * works, else by asking the person to sign in.
 * @returns a JWT, checked
 * @throws RolecallError
 */
export async function obtainIdToken(request: SignInRequest, world: SignInPorts): Promise<string> {
  const earlier = await world.refreshToken.read()
  if (earlier === undefined) world.requirePerson()
  const provider = await discoverProvider(request, world.fetch)
  const renewed = earlier === undefined ? undefined : await renew(provider, earlier)
  if (earlier !== undefined && renewed === undefined) {
    await world.refreshToken.remove()
    world.requirePerson()
  }
  const { idToken, refreshToken } = renewed ?? (await signIn(provider, request, world))
  if (refreshToken !== undefined && refreshToken !== earlier) {
    await world.refreshToken.write(refreshToken)
  }
  return idToken
}

/** @returns undefined where the provider wants the person again, or renews everything but the id token (OpenID Connect Core §12.2) */
async function renew(provider: Configuration, token: string): Promise<Tokens | undefined> {
  try {
    const answer = await refreshTokenGrant(provider, token)
    return answer.id_token === undefined ? undefined : tokensOf(answer)
  } catch (error) {
    const isRefusal = error instanceof ResponseBodyError && error.status < 500
    // Too many requests (RFC 6585 §4): that says nothing of the token.
    if (isRefusal && error.status !== 429) return undefined
    throw explainSignIn(error, provider.serverMetadata().issuer)
  }
}

async function signIn(
  provider: Configuration,
  request: SignInRequest,
  { openBrowser, notify }: SignInPorts,
): Promise<Tokens> {
  const { parameters, redirectUri, limit } = request
  const server = provider.serverMetadata()
  const scopes =
    request.scopes ??
    (server.scopes_supported?.includes('offline_access') ? 'openid offline_access' : 'openid')
  const hasDeviceFlow = server.device_authorization_endpoint !== undefined
  const flow = request.flow ?? (!openBrowser && hasDeviceFlow ? 'device' : 'browser')
  if (flow === 'device') return signInWithDevice(provider, { scopes, limit, notify })
  const open = openBrowser ?? (() => Promise.resolve(false))
  return oidcBrowserFlow(provider, {
    scopes,
    parameters,
    redirectUri,
    limit,
    openBrowser: open,
    notify,
  })
}
