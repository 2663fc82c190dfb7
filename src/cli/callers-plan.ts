import { setting, type Env } from '../core/env.js'
import type { Plan } from '../core/plan.js'

/**
 * Where no profile is named: with the credentials that the environment holds, if it holds any, as the shell that asks has them.
 * @param byDefault what AWS_PROFILE or [default] say
 */
export function callersPlan(byDefault: Plan, env: Env): Plan {
  const accessKeyId = setting(env, 'AWS_ACCESS_KEY_ID')
  if (accessKeyId === undefined) return byDefault
  const temporary = setting(env, 'AWS_SESSION_TOKEN') !== undefined
  return {
    ...byDefault,
    profile: setting(env, 'ROLECALL_PROFILE') ?? 'the environment',
    chain: [],
    source: { kind: 'environment', accessKeyId, temporary },
    steps: [],
    notes: [],
  }
}
