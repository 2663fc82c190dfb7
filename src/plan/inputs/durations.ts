import type { Profile } from '../../aws-files/profile.js'
import { DEFAULT_SESSION_SECONDS, type TimedOperation } from '../../core/time/duration.js'
import { envVar, type Env } from '../../core/env.js'
import type { ProfileChain } from '../chain/follow-chain.js'
import type { PlanRequest } from '../request.js'
import { fromProfile, fromVariable, type SourcedValue } from './sourced-value.js'
import { checkedDuration } from './validate.js'

/** The default of AssumeRole. */
const DEFAULT_ROLE_SECONDS = 3600
const SESSION_VARIABLE = 'ROLECALL_MFA_SESSION_DURATION'

/**
 * Duration of the requested role in seconds, before the limits of role chaining are applied.
 * @param operation that issues its session
 */
export function roleDuration(
  request: PlanRequest,
  profile: Profile,
  env: Env,
  operation: TimedOperation,
): number {
  return requestedDuration(request, profile, env, operation) ?? DEFAULT_ROLE_SECONDS
}

/**
 * Duration of a role from the flag, the variable of aws-vault or the profile, in seconds.
 * @returns undefined if none sets it
 */
export function requestedDuration(
  { duration }: PlanRequest,
  profile: Profile,
  env: Env,
  operation: TimedOperation,
): number | undefined {
  const requested: SourcedValue<string | number> | undefined =
    duration === undefined
      ? (fromVariable(env, 'AWS_ASSUME_ROLE_TTL') ?? fromProfile(profile, 'duration_seconds'))
      : { value: duration, from: '--duration', code: 'usage' }
  return requested && checkedDuration(operation, requested)
}

/**
 * Duration of a GetSessionToken session, in seconds. The duration of a role does not apply to the
 * MFA session below it, so that this has its own setting: `rolecall_mfa_session_duration` in any
 * profile of the chain, or ROLECALL_MFA_SESSION_DURATION. aws-vault's variables precede them.
 * @param isLastStep whether the session itself was requested: `--duration` and `duration_seconds`
 * then apply to it
 * @returns seconds, and whether the user asked for them: then the session must not live longer
 */
export function sessionDuration(
  { route, request, env }: { route: ProfileChain; request: PlanRequest; env: Env },
  isLastStep: boolean,
): { seconds: number; isBounded: boolean } {
  const [requestedProfile] = route.chain
  const variable = envVar(env, SESSION_VARIABLE)
  const flag: SourcedValue<number> | undefined =
    isLastStep && request.duration !== undefined
      ? { value: request.duration, from: '--duration', code: 'usage' }
      : undefined
  const ofVariable = fromVariable(
    env,
    isLastStep ? 'AWS_SESSION_TOKEN_TTL' : 'AWS_CHAINED_SESSION_TOKEN_TTL',
  )
  const own =
    isLastStep && requestedProfile ? fromProfile(requestedProfile, 'duration_seconds') : undefined
  const candidates: (SourcedValue<string | number> | undefined)[] = [
    flag,
    ofVariable,
    ...route.chain.map((profile) => fromProfile(profile, 'mfa_session_duration')),
    own,
    variable ? { value: variable, from: SESSION_VARIABLE, code: 'config' } : undefined,
  ]
  const requested = candidates.find((candidate) => candidate !== undefined)
  if (!requested) return { seconds: DEFAULT_SESSION_SECONDS, isBounded: false }
  const seconds = checkedDuration('GetSessionToken', requested)
  return { seconds, isBounded: requested === flag || requested === own }
}
