import { RolecallError } from '../../core/errors.js'
import type { Credentials } from '../../core/credentials.js'
import type { Plan } from '../../core/plan.js'
import { traitsOf } from '../../sources/kinds.js'
import type { CommandContext } from '../context.js'

/** A user's own access key, and the plan that hands it out. */
export interface SigningKey {
  /** The plan of the profile with the key, without any step. */
  plan: Plan
  key: Credentials
}

/**
 * Gets the access key at the source of a profile: an MFA device belongs to its user.
 * @throws RolecallError 'config' if the profile has no access key
 */
export async function signingKey(profile: Plan, context: CommandContext): Promise<SigningKey> {
  const named = profile.named === undefined ? undefined : profile.chain.at(-1)
  const plan = context.planFor({ profile: named, noSession: true, ownUse: true })
  const { ability } = traitsOf(plan.source)
  if (ability === 'long-term' && plan.steps.length === 0) {
    return { plan, key: await context.credentials(plan) }
  }
  throw new RolecallError('config', `${profile.profile} has no access key of an IAM user`, {
    hint: 'an MFA device belongs to an IAM user: name a profile with its access key in --profile',
  })
}
