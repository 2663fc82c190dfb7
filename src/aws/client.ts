import { STSClient } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/plan.js'
import { VERSION } from '../core/version.js'
import { agentsFor, type Network } from './network.js'

/** Milliseconds. An SDK that waits for us gives up after 20 s (Rust) or 60 s (Go): contracts §1.2. */
const CONNECT_LIMIT = 3000
const ANSWER_LIMIT = 6000

/**
 * An STS client for one step. Everything the SDK would otherwise look up in AWS files or at the instance's metadata
 * service is given, so that it neither reads 10,000 profiles again nor probes the network.
 * @param credentials sign the requests; undefined for operations that are not signed
 */
export function stsClient(
  target: StsTarget,
  credentials: Credentials | undefined,
  network: Network,
): STSClient {
  const client: STSClient = new STSClient({
    region: target.region,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    useFipsEndpoint: target.fips ?? false,
    useDualstackEndpoint: target.dualStack ?? false,
    credentials: signingKeys(credentials),
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'standard',
    userAgentAppId: () => Promise.resolve(undefined),
    customUserAgent: [['rolecall', VERSION]],
    requestHandler: new NodeHttpHandler(async () => ({
      connectionTimeout: CONNECT_LIMIT,
      requestTimeout: ANSWER_LIMIT,
      // Without this the SDK only prints a warning when the time is up.
      throwOnRequestTimeout: true,
      ...(await agentsFor(network, () => endpointUrl(client, target))),
    })),
  })
  return client
}

/** The URL that the SDK's own endpoint rules give. */
function endpointUrl(client: STSClient, target: StsTarget): string {
  if (target.endpoint !== undefined) return target.endpoint
  return client.config.endpointProvider({
    Region: target.region,
    UseFIPS: target.fips ?? false,
    UseDualStack: target.dualStack ?? false,
    UseGlobalEndpoint: false,
  }).url.href
}

function signingKeys(credentials: Credentials | undefined): AwsCredentialIdentity {
  if (!credentials) return { accessKeyId: '', secretAccessKey: '' }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}
