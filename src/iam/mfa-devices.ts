import { ListMFADevicesCommand } from '@aws-sdk/client-iam'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/step.js'
import type { CallContext } from '../sts/context.js'
import { withIam } from './client.js'

/**
 * Lists the MFA devices of an IAM user.
 * @param target where IAM is called; the region selects the partition, because IAM is global
 * within one
 * @param userName name without the path; by default the user who owns the access key that signs
 * @returns ARNs of virtual devices, serial numbers of hardware devices
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function mfaDevices(
  target: StsTarget,
  signer: Credentials,
  context: CallContext,
  userName?: string,
): Promise<string[]> {
  return withIam(target, signer, context, async (client) => {
    const user = userName === undefined ? {} : { UserName: userName }
    const serials: string[] = []
    let marker: string | undefined
    do {
      const page = { ...user, ...(marker === undefined ? {} : { Marker: marker }) }
      const answer = await client.send(new ListMFADevicesCommand(page))
      serials.push(...(answer.MFADevices ?? []).flatMap(({ SerialNumber }) => SerialNumber ?? []))
      marker = answer.IsTruncated ? answer.Marker : undefined
    } while (marker !== undefined)
    return serials
  })
}
