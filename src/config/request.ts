import type { Tag } from '../core/plan.js'

/** What the command line asks for. Everything is optional; a flag beats the profile's key of the same meaning. */
export interface PlanRequest {
  /** A profile's name, or the ARN of a role to be assumed ad hoc. */
  profile?: string
  /**
   * A role on top of the profile: the profile becomes its source, unless {@link sourceProfile} names another.
   */
  roleArn?: string
  /** In the place of the profile's `source_profile` or `credential_source`. */
  sourceProfile?: string
  mfaSerial?: string
  externalId?: string
  /** Seconds. */
  duration?: number
  sessionName?: string
  sourceIdentity?: string
  /** In the place of the profile's `session_tags`, not beside them. */
  tags?: Tag[]
  transitiveTags?: string[]
  /** JSON text; `@FILE` has been read already. */
  policy?: string
  policyArns?: string[]
  region?: string
  /** Never GetSessionToken: long-term keys as they are, or AssumeRole signed by them. */
  noSession?: boolean
}

/** What the plan has to know of the machine. */
export interface Machine {
  /** The login name. */
  userName: string
}
