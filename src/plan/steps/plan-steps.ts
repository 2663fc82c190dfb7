import { traitsOf } from '../../sources/kinds.js'
import type { PlannedSteps, StepInputs } from './inputs.js'
import { stepsToRole } from './to-role.js'
import { stepsToChosenRole, stepsToPoolRole, stepsToSession } from './without-role.js'

/** Plans the STS calls between the source and what was requested. */
export function planSteps(context: StepInputs): PlannedSteps {
  const [requestedRole] = context.route.roles
  if (requestedRole) return stepsToRole(context, requestedRole)
  const { saml, pool } = traitsOf(context.route.source)
  if (pool) return stepsToPoolRole(context, pool)
  return saml ? stepsToChosenRole(context, saml) : stepsToSession(context)
}
