import type { Env } from '../core/env.js'
import type { Tag } from '../core/plan.js'

/**
 * What the command line asks for. Everything is optional; a flag beats the profile's key of the
 * same meaning.
 */
export interface PlanRequest {
  /** A profile's name, or the ARN of a role to be assumed ad hoc. */
  profile?: string | undefined
  /**
   * A role on top of the profile: the profile becomes its source, unless {@link sourceProfile}
   * names another.
   */
  roleArn?: string | undefined
  /** In the place of the profile's `source_profile` or `credential_source`. */
  sourceProfile?: string | undefined
  mfaSerial?: string | undefined
  externalId?: string | undefined
  /** Seconds. */
  duration?: number | undefined
  sessionName?: string | undefined
  sourceIdentity?: string | undefined
  /** In the place of the profile's `session_tags`, not beside them. */
  tags?: Tag[] | undefined
  transitiveTags?: string[] | undefined
  /** JSON text; `@FILE` has been read already. */
  policy?: string | undefined
  policyArns?: string[] | undefined
  region?: string | undefined
  /** A SAML assertion is given by hand: the plan must start from one. */
  samlAssertion?: boolean | undefined
  /** Never GetSessionToken: long-term keys as they are, or AssumeRole signed by them. */
  noSession?: boolean | undefined
}

/** What the plan has to know of the machine. */
export interface Machine {
  /** The login name. */
  userName: string
}

/** What a role is assumed with, besides its profile. */
export interface RoleContext {
  /** Flags, for the role that was asked for; {} for those on the way to it. */
  flags: PlanRequest
  env: Env
  machine: Machine
}
