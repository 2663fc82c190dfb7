import { envVar, type Env } from '../core/env.js'
import type { Plan } from '../core/plan.js'
import { parseEnvironment } from '../sources/environment/parse.js'

/**
 * Returns a plan that uses the environment's credentials, or `byDefault` if it has none.
 * @param byDefault plan of AWS_PROFILE or [default]
 * @throws RolecallError 'config' if the environment has only half of an access key
 */
export function environmentPlan(byDefault: Plan, env: Env): Plan {
  const source = parseEnvironment(env)
  if (!source) return byDefault
  return {
    ...byDefault,
    profile: envVar(env, 'ROLECALL_PROFILE') ?? 'the environment',
    chain: [],
    source,
    steps: [],
    notes: [],
  }
}
