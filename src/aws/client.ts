import { STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/plan.js'
import { VERSION } from '../core/version.js'
import { httpHandler } from './http.js'
import type { Network } from './network.js'

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
    requestHandler: httpHandler(network, () => endpointUrl(client, target)),
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

/** What signs a request, as the SDK wants it. */
export function signingKeys(credentials: Credentials | undefined): AwsCredentialIdentity {
  if (!credentials) return { accessKeyId: '', secretAccessKey: '' }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}
