import { ListMFADevicesCommand } from '@aws-sdk/client-iam'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/plan.js'
import type { CallContext } from '../sts/context.js'
import { withIam } from './client.js'

/**
 * Lists the MFA devices of the IAM user who owns the long-term access key that signs the request.
 * @param target where IAM is called; the region selects the partition, because IAM is global
 * within one
 * @returns ARNs of virtual devices, serial numbers of hardware devices
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function mfaDevices(
  target: StsTarget,
  signer: Credentials,
  context: CallContext,
): Promise<string[]> {
  return withIam(target, signer, context, async (client) => {
    const { MFADevices = [] } = await client.send(new ListMFADevicesCommand({}))
    return MFADevices.flatMap(({ SerialNumber }) => SerialNumber ?? [])
  })
}
