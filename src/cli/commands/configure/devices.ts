import { isRolecallError } from '../../../core/errors.js'
import { traitsOf } from '../../../sources/kinds.js'
import type { CommandContext } from '../../context.js'
import { devicesOfKey } from '../../keys/devices-of-key.js'

/**
 * MFA devices of the IAM user whose access key is in a profile.
 * @returns none if the profile has no such key, or if IAM does not list them
 */
export async function devicesOf(profile: string, context: CommandContext): Promise<string[]> {
  try {
    const plan = context.planFor({ profile, noSession: true, ownUse: true })
    const hasKey = plan.source.kind === 'stored-key' || traitsOf(plan.source).keyFile !== undefined
    if (!hasKey || plan.steps.length > 0) return []
    return await devicesOfKey(await context.credentials(plan), plan, context)
  } catch (error) {
    if (!isRolecallError(error)) throw error
    context.notify(`could not list this key's MFA devices: ${error.message}`)
    return []
  }
}
