import { envVar, type Env } from '../core/env.js'
import type { Plan } from '../core/plan.js'
import { parseEnvironment } from '../sources/environment/parse.js'

/**
 * Where no profile is named: with the credentials that the environment holds, if it holds any, as the shell that asks has them.
 * @param byDefault what AWS_PROFILE or [default] say
 * @throws RolecallError where the environment holds half a pair
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
