import { IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam'
import { partitionOfRegion } from '../core/arn.js'
import type { Credentials } from '../core/credentials.js'
import { envVar } from '../core/env.js'
import { VERSION } from '../core/version.js'
import type { CallContext } from '../sts/call.js'
import { signingKeys } from '../sts/client.js'
import { explainFailure } from '../sts/errors/explain.js'
import { httpHandler } from '../net/sdk-http-handler.js'

/**
 * The MFA devices of the user whose long-term key this is: IAM tells them by the key that signs.
 * @param region tells the partition; IAM is one for each
 * @returns serial numbers and ARNs
 * @throws RolecallError in a person's words
 */
export async function mfaDevices(
  region: string,
  signer: Credentials,
  { network, now }: CallContext,
): Promise<string[]> {
  const endpoint = envVar(network.env, 'AWS_ENDPOINT_URL_IAM', 'AWS_ENDPOINT_URL')
  const client = new IAMClient({
    region: partitionOfRegion(region).defaultRegion,
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials: signingKeys(signer),
    maxAttempts: 2,
    customUserAgent: [['rolecall', VERSION]],
    requestHandler: httpHandler(network),
  })
  try {
    const { MFADevices = [] } = await client.send(new ListMFADevicesCommand({}))
    return MFADevices.flatMap(({ SerialNumber }) => SerialNumber ?? [])
  } catch (error) {
    throw explainFailure(error, now().at)
  } finally {
    client.destroy()
  }
}
