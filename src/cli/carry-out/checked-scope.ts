import { nearest } from '../../core/did-you-mean.js'
import { RolecallError } from '../../core/errors.js'
import { iamServices } from '../../core/policy/iam-services.js'
import type { Plan } from '../../core/plan.js'

/**
 * Refuses a limit on actions of a service that IAM does not have: a typo would make a session that
 * can do nothing, which looks like a missing permission. The fast path need not check: a cached
 * session has passed here.
 * @returns the plan
 * @throws RolecallError 'config' with a similar name
 */
export function checkedScope(plan: Plan): Plan {
  for (const action of plan.scope?.actions ?? []) {
    const [service = ''] = action.toLowerCase().split(':')
    if (service === '*' || iamServices().includes(service)) continue
    const [similar] = nearest(service, iamServices())
    const rest = action.slice(service.length)
    throw new RolecallError('config', `${action} is limited to a service that IAM does not have`, {
      hint:
        similar === undefined
          ? 'see the Service Authorization Reference for its prefix; if it is new, write a policy: --policy'
          : `did you mean ${similar}${rest}?`,
    })
  }
  return plan
}
