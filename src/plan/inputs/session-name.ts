import type { PlanAgent } from '../../core/agents/agent.js'
import type { Profile } from '../../aws-files/profile.js'
import type { RoleSettings } from '../request.js'
import { fromProfile, fromVariable, type SourcedValue } from './sourced-value.js'
import { validName } from './valid-name.js'
import { checked } from './validate.js'

/**
 * The role session name, which CloudTrail shows: the requested one, or the login name.
 * AWS_ROLE_SESSION_NAME counts as the flag would for the requested role, as in aws-vault. For the
 * web identity of a profile and for intermediate roles the profile precedes it, as in the SDKs.
 * @param isWebIdentity whether the role is assumed with a web identity
 * @throws RolecallError if STS would reject the requested name
 */
export function sessionName(
  profile: Profile,
  settings: RoleSettings,
  isWebIdentity = false,
): string {
  const requested = requestedSessionName(profile, settings, isWebIdentity)
  return withAgent(requested ?? validName(settings.inputs.userName), settings.agent, MAX_NAME)
}

/** The same, @returns undefined if no name is requested */
export function requestedSessionName(
  profile: Profile,
  { flags, isRequested, inputs }: RoleSettings,
  isWebIdentity = false,
): string | undefined {
  const ofProfile = fromProfile(profile, 'role_session_name')
  const ofVariable = fromVariable(inputs.env, 'AWS_ROLE_SESSION_NAME')
  const isOfProfile = isWebIdentity && profile.get('role_arn') !== undefined
  const isProfileFirst = !isRequested || isOfProfile
  const requested: SourcedValue | undefined =
    flags.sessionName === undefined
      ? isProfileFirst
        ? (ofProfile ?? ofVariable)
        : (ofVariable ?? ofProfile)
      : { value: flags.sessionName, from: '--session-name', code: 'usage' }
  return requested && checked('RoleSessionName', requested)
}

/** What AssumeRole allows for a name, in characters. */
const MAX_NAME = 64

/**
 * The name of an agent's session: `ann@claude-code`, so that CloudTrail tells it from that of its
 * user, even if the agent chose the first part.
 */
export function withAgent(name: string, agent: PlanAgent | undefined, max: number): string {
  if (!agent) return name.slice(0, max)
  const suffix = `@${agent.name}`
  return name.slice(0, max - suffix.length) + suffix
}
