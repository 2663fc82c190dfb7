import { RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'

/**
 * Refuses a plan that relies on the role of an instance, if this machine is not an EC2 instance. So
 * `list` and `explain` show what is missing without asking the metadata service.
 * @param isInstance whether the firmware says that this is an EC2 instance
 * @returns the plan
 * @throws RolecallError 'config'
 */
export function refuseGuess(plan: Plan, isInstance: () => boolean): Plan {
  const { fallback, source } = plan
  const isConfigured = 'endpoint' in source
  if (!fallback || isConfigured || isInstance()) return plan
  throw new RolecallError('config', fallback.message, fallback)
}
