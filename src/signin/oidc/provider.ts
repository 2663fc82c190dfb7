import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ClientAuth,
  type Configuration,
} from 'openid-client'
import { RolecallError } from '../../core/errors.js'
import { isLoopback } from '../../core/loopback.js'
import { printable } from '../../core/printable.js'
import type { Fetch } from '../../net/fetch.js'
import { signInError } from './errors.js'

/** A client at an OpenID Connect provider. */
export interface OidcClient {
  issuer: string
  clientId: string
  /** Only for a confidential client; most command-line clients are public. */
  clientSecret?: string | undefined
}

/** Limit of one request to the provider; openid-client takes seconds. */
const RESPONSE_TIMEOUT_SECONDS = 15

/**
 * Fetches the provider's endpoints and keys (OpenID Connect Discovery 1.0). The signature of every
 * ID token is checked against those keys. OpenID Connect Core §3.1.3.7 would not require it over
 * TLS, but rolecall passes the token on to AWS.
 * @throws RolecallError 'config' if the issuer is not https, else 'failed'
 */
export async function discoverProvider(client: OidcClient, fetch: Fetch): Promise<Configuration> {
  const issuer = new URL(client.issuer)
  if (issuer.protocol !== 'https:' && !isLoopback(issuer)) {
    throw new RolecallError(
      'config',
      `the issuer must be an https URL: ${printable(client.issuer)}`,
      {
        hint: 'http is allowed only for a loopback address',
      },
    )
  }
  try {
    return await discovery(issuer, client.clientId, undefined, authentication(client), {
      [customFetch]: fetch,
      timeout: RESPONSE_TIMEOUT_SECONDS,
      execute: [
        enableNonRepudiationChecks,
        ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    })
  } catch (error) {
    throw signInError(error, client.issuer)
  }
}

/** The default is client_secret_basic (OpenID Connect Discovery 1.0 §3). */
function authentication({ clientSecret }: OidcClient): ClientAuth {
  if (clientSecret === undefined) return None()
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const method = methods.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost
    return method(clientSecret)(server, client, body, headers)
  }
}
