import { envVar, type Env } from '../core/env.js'
import { isRolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import { parseEnvironment } from '../sources/environment/parse.js'

/**
 * Returns a plan that uses the environment's access key, or the plan of AWS_PROFILE or [default] if
 * it has none. Region and endpoint are those of the profile, unless it is broken.
 * @param planFor makes the plan without a name on the command line, with some variables replaced
 * @throws RolecallError of `planFor`
 */
export function environmentPlan(planFor: (overrides?: Env) => Plan, env: Env): Plan {
  const source = parseEnvironment(env)
  if (!source) return planFor()
  const settings = attempt(() => planFor()) ?? planFor(NO_PROFILE)
  // The key of the environment is limited like any other, or refused.
  if (settings.scope) return planFor(NO_PROFILE)
  const plan: Plan = {
    ...settings,
    profile: envVar(env, 'ROLECALL_PROFILE') ?? 'the environment',
    chain: [],
    source,
    steps: [],
    notes: [],
  }
  delete plan.fallback
  return plan
}

/** With none of these, the access key precedes every profile. */
const NO_PROFILE = { AWS_PROFILE: '', ROLECALL_PROFILE: '', AWS_DEFAULT_PROFILE: '' }

function attempt(work: () => Plan): Plan | undefined {
  try {
    return work()
  } catch (error) {
    if (isRolecallError(error)) return undefined
    throw error
  }
}
