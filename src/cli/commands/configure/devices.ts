import { isRolecallError } from '../../../core/errors.js'
import { resolvePlan } from '../../../plan/resolve.js'
import { traitsOf } from '../../../sources/kinds.js'
import { quietSdk } from '../../../system/host.js'
import { callContext } from '../../../session/network.js'
import type { CommandContext } from '../../context.js'

/**
 * The MFA devices of the user whose long-term key a profile holds, where IAM may be asked. Not security keys: they prove
 * nothing to STS.
 * @returns none where there is no such key, or IAM does not answer
 */
export async function devicesOf(profile: string, context: CommandContext): Promise<string[]> {
  try {
    const { env, userName } = context.host
    const inputs = { files: context.files(), env, userName: userName() }
    const plan = resolvePlan({ profile, noSession: true }, inputs)
    if (traitsOf(plan.source).keyFile === undefined || plan.steps.length > 0) return []
    const credentials = await context.credentials(plan)
    quietSdk()
    const { mfaDevices } = await import('../../../iam/mfa-devices.js')
    const sts = callContext(plan, context.host)
    const devices = await context.busy(mfaDevices(plan.target.region, credentials, sts))
    return devices.filter((serial) => !serial.includes(':u2f/'))
  } catch (error) {
    if (!isRolecallError(error)) throw error
    context.notify('IAM does not tell the MFA devices of this key')
    return []
  }
}
