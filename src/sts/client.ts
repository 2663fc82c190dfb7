import { STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/plan.js'
import { VERSION } from '../core/version.js'
import { httpHandler } from '../net/sdk-http-handler.js'
import type { Network } from '../net/agents.js'

/**
 * An STS client for one call. Everything the SDK would otherwise look up in AWS files or at the instance's metadata
 * service is given, so that it neither reads 10,000 profiles again nor probes the network.
 * @param credentials sign the requests; undefined for operations that are not signed
 * @param attempts how often the SDK may send the same request
 */
export function stsClient(
  target: StsTarget,
  credentials: Credentials | undefined,
  network: Network,
  attempts: number,
): STSClient {
  return new STSClient({
    region: target.region,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    useFipsEndpoint: target.fips ?? false,
    useDualstackEndpoint: target.dualStack ?? false,
    credentials: signingKeys(credentials),
    maxAttempts: attempts,
    retryMode: 'standard',
    defaultsMode: 'standard',
    userAgentAppId: () => Promise.resolve(undefined),
    customUserAgent: [['rolecall', VERSION]],
    requestHandler: httpHandler(network),
  })
}

/** What signs a request, as the SDK wants it. */
export function signingKeys(credentials: Credentials | undefined): AwsCredentialIdentity {
  if (!credentials) return { accessKeyId: '', secretAccessKey: '' }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}
