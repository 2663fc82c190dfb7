import type { Credentials } from '../../core/credentials.js'
import { isRolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import { callContext } from '../../sts/context.js'
import { silenceSdkWarning } from '../../system/host.js'
import type { CommandContext } from '../context.js'
import { iamTarget } from '../iam-target.js'

/**
 * MFA devices of the IAM user who owns a key, as IAM lists them. Security keys are left out, since
 * STS does not accept them.
 * @param plan of the profile that has the key, or gets it
 * @returns none if IAM does not list them
 */
export async function devicesOfKey(
  key: Credentials,
  plan: Plan,
  context: CommandContext,
): Promise<string[]> {
  try {
    silenceSdkWarning()
    const { mfaDevices } = await import('../../iam/mfa-devices.js')
    const target = iamTarget(plan.profile, plan.target.region, context)
    const devices = await context.busy(mfaDevices(target, key, callContext(plan, context.host)))
    return devices.filter((serial) => !serial.includes(':u2f/'))
  } catch (error) {
    if (!isRolecallError(error)) throw error
    context.notify(`could not list this key's MFA devices: ${error.message}`)
    return []
  }
}
