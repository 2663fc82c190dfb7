import { isRolecallError } from '../../../core/errors.js'
import { traitsOf } from '../../../sources/kinds.js'
import { silenceSdkWarning } from '../../../system/host.js'
import { callContext } from '../../../sts/context.js'
import type { CommandContext } from '../../context.js'
import { iamTarget } from '../../iam-target.js'

/**
 * MFA devices of the IAM user whose access key is in a profile. Security keys are left out, since
 * STS does not accept them.
 * @returns none if the profile has no such key, or if IAM does not list them
 */
export async function devicesOf(profile: string, context: CommandContext): Promise<string[]> {
  try {
    const plan = context.planFor({ profile, noSession: true })
    const hasKey = plan.source.kind === 'stored-key' || traitsOf(plan.source).keyFile !== undefined
    if (!hasKey || plan.steps.length > 0) return []
    const credentials = await context.credentials(plan)
    silenceSdkWarning()
    const { mfaDevices } = await import('../../../iam/mfa-devices.js')
    const target = iamTarget(profile, plan.target.region, context)
    const devices = await context.busy(
      mfaDevices(target, credentials, callContext(plan, context.host)),
    )
    return devices.filter((serial) => !serial.includes(':u2f/'))
  } catch (error) {
    if (!isRolecallError(error)) throw error
    context.notify(`could not list this key's MFA devices: ${error.message}`)
    return []
  }
}
