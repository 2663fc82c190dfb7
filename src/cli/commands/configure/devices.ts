import { isRolecallError } from '../../../core/errors.js'
import { resolvePlan } from '../../../plan/resolve.js'
import { quietSdk } from '../../../system/host.js'
import { callContext } from '../../../session/network.js'
import type { Deps } from '../../context.js'

/**
 * The MFA devices of the user whose long-term key a profile holds, where IAM may be asked. Not security keys: they prove
 * nothing to STS.
 * @returns none where there is no such key, or IAM does not answer
 */
export async function devicesOf(profile: string, deps: Deps): Promise<string[]> {
  try {
    const machine = { userName: deps.host.userName() }
    const plan = resolvePlan({ profile, noSession: true }, deps.files(), deps.host.env, machine)
    if (plan.source.kind !== 'static' || plan.steps.length > 0) return []
    const credentials = await deps.credentials(plan)
    quietSdk()
    const { mfaDevices } = await import('../../../iam/mfa-devices.js')
    const context = callContext(plan, deps.host)
    const devices = await deps.busy(mfaDevices(plan.target.region, credentials, context))
    return devices.filter((serial) => !serial.includes(':u2f/'))
  } catch (error) {
    if (!isRolecallError(error)) throw error
    deps.say('IAM does not tell the MFA devices of this key')
    return []
  }
}
