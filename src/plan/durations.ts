import { envVar, type Env } from '../core/env.js'
import { flagOrProfile, fromProfile } from './setting.js'
import { checkedDuration } from './validate.js'
import type { Profile } from '../aws-files/profile.js'
import type { PlanRequest } from './request.js'
import type { ProfileChain } from './profile-chain.js'

/** Seconds. AssumeRole's own default, and GetSessionToken's. */
const [ROLE_DEFAULT, SESSION_DEFAULT] = [3600, 43_200]

/**
 * The wish for the role that was asked for, in seconds; whether it can be had is another question.
 */
export function roleDuration(request: PlanRequest, profile: Profile): number {
  return requestedDuration(request, profile) ?? ROLE_DEFAULT
}

/** What the flag or the profile says of the role's session, in seconds. */
export function requestedDuration({ duration }: PlanRequest, profile: Profile): number | undefined {
  const wish = flagOrProfile(duration, '--duration', profile, 'duration_seconds')
  return wish && checkedDuration('AssumeRole', wish)
}

/**
 * How long a GetSessionToken session lives, in seconds. What is said of a role says nothing of the
 * session it stands on, so this has a setting of its own: `rolecall_mfa_session_duration`, in any
 * profile on the way, or ROLECALL_MFA_SESSION_DURATION.
 * @param isLeaf whether the session itself was asked for: then `--duration` and `duration_seconds`
 * mean it
 */
export function sessionDuration(
  { route, request, env }: { route: ProfileChain; request: PlanRequest; env: Env },
  isLeaf: boolean,
): number {
  const [asked] = route.chain
  const ofKeys = route.chain.map((profile) => fromProfile(profile, 'mfa_session_duration'))
  const variable = envVar(env, VARIABLE)
  const wish = [
    isLeaf && request.duration !== undefined
      ? ({ value: request.duration, from: '--duration', code: 'usage' } as const)
      : undefined,
    ...ofKeys,
    isLeaf && asked ? fromProfile(asked, 'duration_seconds') : undefined,
    variable ? ({ value: variable, from: VARIABLE, code: 'config' } as const) : undefined,
  ].find((candidate) => candidate !== undefined)
  return wish ? checkedDuration('GetSessionToken', wish) : SESSION_DEFAULT
}

const VARIABLE = 'ROLECALL_MFA_SESSION_DURATION'
