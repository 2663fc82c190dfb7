import { IAMClient } from '@aws-sdk/client-iam'
import { partitionOfRegion } from '../core/arn.js'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/step.js'
import { VERSION } from '../core/version.js'
import { httpHandler } from '../net/sdk-http-handler.js'
import { sdkCredentialsOf } from '../sts/client.js'
import type { CallContext } from '../sts/context.js'
import { explainFailure } from '../sts/errors/explain.js'

const MAX_ATTEMPTS = 2

/**
 * Makes calls to IAM with one client.
 * @param target where IAM is called; the region selects the partition, because IAM is global
 * within one
 * @param work gets the client, which is closed afterwards
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function withIam<T>(
  target: StsTarget,
  signer: Credentials,
  { network, now, usesMfa }: CallContext,
  work: (client: IAMClient) => Promise<T>,
): Promise<T> {
  const { region, endpoint, fips = false, dualStack = false } = target
  const client = new IAMClient({
    region: partitionOfRegion(region).defaultRegion,
    ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
    useFipsEndpoint: fips,
    useDualstackEndpoint: dualStack,
    credentials: sdkCredentialsOf(signer),
    maxAttempts: MAX_ATTEMPTS,
    customUserAgent: [['rolecall', VERSION]],
    requestHandler: httpHandler(network),
  })
  try {
    return await work(client)
  } catch (error) {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = signer
    const secrets = [secretAccessKey, sessionToken]
    const sent = { externalId: false, mfa: usesMfa }
    throw explainFailure(error, now().at, { service: 'IAM', secrets, accessKeyId, sent })
  } finally {
    client.destroy()
  }
}
