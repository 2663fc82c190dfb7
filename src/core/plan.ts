import type { PlanAgent } from './agents/agent.js'
import type { CodeProgram } from './code-program.js'
import type { ProfileKeys } from './errors.js'
import type { Source } from './source.js'
import type { Step, StsTarget } from './step.js'

/** What a session is limited to, beside the policies of its role. */
export interface PlanScope {
  /** `read-only`, `s3:Get*,s3:List* on arn:aws:s3:::logs/*`. */
  text: string
  /** The patterns of actions, whose services are still to be checked. */
  actions: readonly string[]
}

/** An error that is reported if the machine has no role after all. */
export interface PlanFallback {
  message: string
  hint?: string
  command?: string
  profileKeys?: readonly ProfileKeys[]
}

/**
 * The STS calls between the source and the requested credentials, as plain data without a secret.
 * Without steps, the source's own credentials are the result.
 */
export interface Plan {
  /** What was requested: a profile name or a role ARN. */
  profile: string
  /** The profile or role ARN that the command line names, if it names one. */
  named?: string
  /** Names of the profiles, from the requested one to the one with the source. */
  chain: string[]
  /** The profile whose settings count, endpoints above all; a source profile's never do. */
  settings?: string
  source: Source
  /** Set if nothing names a source: the metadata service is asked, once and briefly. */
  fallback?: PlanFallback
  steps: Step[]
  /** Set if the last step's session is limited. */
  scope?: PlanScope
  /** The AI agent that asks for it, if its user has made a rule for agents. */
  agent?: PlanAgent
  /** True: a person has to agree before anybody gets the credentials. */
  confirm?: true
  /** Where STS is called: the target of all steps, and of a raw call on this plan. */
  target: StsTarget
  /** The region to export with the credentials, if a profile, a flag or a variable names one. */
  region?: string
  /** What names that region: `--region`, `AWS_REGION`, `region of profile dev in PATH`. */
  regionFrom?: string
  /**
   * True if the MFA device is that of the source profile. SDKs do not use it for the role, so that
   * the role may be assumed without a code.
   */
  mfaOfSource?: true
  /** A shell command line that prints an MFA code. */
  mfaProcess?: string
  /** A program that prints an MFA code, known by its name. */
  mfaProgram?: CodeProgram
  /** True if the profile says that the device's seed is stored. */
  mfaSeed?: true
  /**
   * Path of the PEM file to trust instead of the system's certificate authorities. It does not
   * change the result of a call, so that cache keys exclude it.
   */
  caBundle?: string
  /** Notes for the user: a shortened duration, an unused setting. */
  notes: string[]
}
