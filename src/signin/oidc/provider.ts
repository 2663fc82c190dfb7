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
import { explainSignIn } from './errors.js'
import type { Fetch } from '../../net/fetch.js'

/** Who to ask for an id token, and as which client. */
export interface Client {
  issuer: string
  clientId: string
  /** Of a confidential client; most command-line clients are public and have none. */
  clientSecret?: string | undefined
}

/** Seconds for one request to the provider. */
const ANSWER_LIMIT = 15

/**
 * Asks the provider where its endpoints and keys are (OpenID Connect Discovery 1.0). Every id token that comes later is
 * checked against those keys, though the connection alone would satisfy OpenID Connect Core §3.1.3.7: the token goes on
 * to AWS.
 * @throws RolecallError
 */
export async function discoverProvider(client: Client, fetch: Fetch): Promise<Configuration> {
  const issuer = new URL(client.issuer)
  if (issuer.protocol !== 'https:' && !isLoopback(issuer)) {
    throw new RolecallError('config', `the issuer is not https: ${printable(client.issuer)}`, {
      hint: 'http is for tests on this machine, on a loopback address',
    })
  }
  try {
    return await discovery(issuer, client.clientId, undefined, authentication(client), {
      [customFetch]: fetch,
      timeout: ANSWER_LIMIT,
      execute: [
        enableNonRepudiationChecks,
        ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    })
  } catch (error) {
    throw explainSignIn(error, client.issuer)
  }
}

/** Providers that do not say which way they like take the header (OpenID Connect Discovery 1.0 §3). */
function authentication({ clientSecret }: Client): ClientAuth {
  if (clientSecret === undefined) return None()
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const way = methods.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost
    return way(clientSecret)(server, client, body, headers)
  }
}
