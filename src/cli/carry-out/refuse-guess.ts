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
  const { fallback } = plan
  if (!fallback || !isGuess(plan, isInstance)) return plan
  throw new RolecallError('config', fallback.message, fallback)
}

/** Whether a plan relies on the role of an instance, although this machine is none. */
export function isGuess({ fallback, source }: Plan, isInstance: () => boolean): boolean {
  const isConfigured = 'endpoint' in source
  return fallback !== undefined && !isConfigured && !isInstance()
}
