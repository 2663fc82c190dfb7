import { IAMClient } from '@aws-sdk/client-iam'
import { partitionOfRegion } from '../core/arn.js'
import type { Credentials } from '../core/credentials.js'
import { envVar } from '../core/env.js'
import { VERSION } from '../core/version.js'
import { httpHandler } from '../net/sdk-http-handler.js'
import { sdkCredentialsOf } from '../sts/client.js'
import type { CallContext } from '../sts/context.js'
import { explainFailure } from '../sts/errors/explain.js'

const MAX_ATTEMPTS = 2

/**
 * Makes calls to IAM with one client.
 * @param region selects the partition, because IAM is global within one
 * @param work gets the client, which is closed afterwards
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function withIam<T>(
  region: string,
  signer: Credentials,
  { network, now }: CallContext,
  work: (client: IAMClient) => Promise<T>,
): Promise<T> {
  const endpoint = envVar(network.env, 'AWS_ENDPOINT_URL_IAM', 'AWS_ENDPOINT_URL')
  const client = new IAMClient({
    region: partitionOfRegion(region).defaultRegion,
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials: sdkCredentialsOf(signer),
    maxAttempts: MAX_ATTEMPTS,
    customUserAgent: [['rolecall', VERSION]],
    requestHandler: httpHandler(network),
  })
  try {
    return await work(client)
  } catch (error) {
    throw explainFailure(error, now().at)
  } finally {
    client.destroy()
  }
}
