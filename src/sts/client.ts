import { STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/step.js'
import { VERSION } from '../core/version.js'
import type { Network } from '../net/network.js'
import { httpHandler } from '../net/sdk-http-handler.js'

/**
 * Makes an STS client for one call. It gets every setting that the SDK would otherwise look up in
 * AWS files or at the instance metadata service, so that the SDK reads no files.
 * @param credentials sign the requests; undefined for an unsigned operation
 * @param maxAttempts how often the SDK may send the same request
 */
export function stsClient(
  target: StsTarget,
  credentials: Credentials | undefined,
  network: Network,
  maxAttempts: number,
): STSClient {
  // By default the SDK would use the endpoint of the profile that AWS_PROFILE names.
  const withoutOther = { ignoreConfiguredEndpointUrls: true }
  return new STSClient({
    region: target.region,
    ...(target.endpoint === undefined ? withoutOther : { endpoint: target.endpoint }),
    useFipsEndpoint: target.fips ?? false,
    useDualstackEndpoint: target.dualStack ?? false,
    credentials: sdkCredentialsOf(credentials),
    maxAttempts,
    retryMode: 'standard',
    defaultsMode: 'standard',
    userAgentAppId: () => Promise.resolve(undefined),
    customUserAgent: [['rolecall', VERSION]],
    requestHandler: httpHandler(network),
  })
}

/**
 * The SDK's form of credentials; empty for an unsigned operation, so that the SDK seeks no others.
 */
export function sdkCredentialsOf(credentials: Credentials | undefined): AwsCredentialIdentity {
  if (!credentials) return { accessKeyId: '', secretAccessKey: '' }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}
