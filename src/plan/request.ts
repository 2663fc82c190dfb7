import type { PlanAgent } from '../core/agents/agent.js'
import type { Tag } from '../core/step.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import type { Scope } from './scope/limits.js'

/** What the command line requests. A flag takes precedence over the profile's key for the same. */
export interface PlanRequest {
  /** The name of a profile, or the ARN of a role. */
  profile?: string | undefined
  /** A role that is assumed instead of the profile's own role. */
  roleArn?: string | undefined
  /** Replaces the profile's `source_profile` or `credential_source`. */
  sourceProfile?: string | undefined
  mfaSerial?: string | undefined
  externalId?: string | undefined
  /** Replaces the profile's `saml_provider_arn`. */
  samlProviderArn?: string | undefined
  /** Seconds. */
  duration?: number | undefined
  sessionName?: string | undefined
  sourceIdentity?: string | undefined
  /** Replaces the profile's `session_tags`. */
  tags?: Tag[] | undefined
  transitiveTags?: string[] | undefined
  /** JSON text; the file of `@FILE` has been read already. */
  policy?: string | undefined
  policyArns?: string[] | undefined
  /** The session can only read, or only list and describe. */
  readOnly?: boolean | undefined
  viewOnly?: boolean | undefined
  /** Patterns of actions, several in one word separated by commas: the session can do no other. */
  only?: string[] | undefined
  /** ARNs of the resources that it can use. */
  on?: string[] | undefined
  region?: string | undefined
  /** True if the user passes a SAML assertion: the plan must start from one. */
  samlAssertion?: boolean | undefined
  /** Never GetSessionToken: a long-term key is returned as it is, or signs AssumeRole. */
  noSession?: boolean | undefined
  /**
   * True if rolecall itself uses the credentials, to manage the user's own keys and devices: limits
   * of the profile do not apply, and an agent is refused.
   */
  ownUse?: boolean | undefined
}

/** The settings of one role that are not in its profile. */
export interface RoleSettings {
  /** The user's flags for the requested role; {} for an intermediate one. */
  flags: PlanRequest
  /** True for the requested role, false for an intermediate one. */
  isRequested: boolean
  inputs: ConfigInputs
  /** The limits of the requested session. */
  scope?: Scope | undefined
  /** The agent that the requested session is for. */
  agent?: PlanAgent | undefined
}
