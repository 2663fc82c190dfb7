import { RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import { traitsOf } from '../sources/kinds.js'

/** True if the source is a token, which only a role can be exchanged for, and there is no role. */
export function lacksRole({ steps, source }: Plan): boolean {
  return steps.length === 0 && traitsOf(source).ability === 'token'
}

/** The error for a plan that {@link lacksRole}. */
export function tokenWithoutRoleError({
  profile,
  source,
}: Pick<Plan, 'profile' | 'source'>): RolecallError {
  const what = traitsOf(source).certificate ? 'a certificate' : 'an identity token'
  return new RolecallError('config', `profile ${profile} has ${what} but no role`, {
    hint: 'add role_arn to the profile, or give --role-arn',
  })
}
