import type { PlanAgent } from './agents/agent.js'
import type { CodeProgram } from './code-program.js'
import type { ProfileKeys } from './errors.js'
import type { Source } from './source.js'

/** The region and endpoint that an STS request is sent to. */
export interface StsTarget {
  /** Region of the signature, and of the endpoint unless {@link endpoint} is set. */
  region: string
  /** A complete URL, from AWS_ENDPOINT_URL_STS or the config files. */
  endpoint?: string
  fips?: boolean
  dualStack?: boolean
}

export interface Tag {
  Key: string
  Value: string
}

/**
 * The parameters of AssumeRole by the API's own names (docs/contracts.md §6), without the MFA code.
 * Durations are in seconds.
 */
export interface AssumeRoleInput {
  RoleArn: string
  RoleSessionName: string
  DurationSeconds: number
  ExternalId?: string
  Policy?: string
  PolicyArns?: { arn: string }[]
  Tags?: Tag[]
  TransitiveTagKeys?: string[]
  SourceIdentity?: string
  SerialNumber?: string
}

/** The parameters of GetSessionToken by the API's own names, without the MFA code. */
export interface GetSessionTokenInput {
  DurationSeconds: number
  SerialNumber?: string
}

/**
 * The parameters of AssumeRoleWithWebIdentity by the API's own names, without the token, which is
 * fetched when the step is issued. The operation has no tags, external ID and source identity: the
 * token contains them.
 */
export interface AssumeRoleWithWebIdentityInput {
  RoleArn: string
  RoleSessionName: string
  DurationSeconds: number
  ProviderId?: string
  Policy?: string
  PolicyArns?: { arn: string }[]
}

/**
 * The parameters of AssumeRoleWithSAML by the API's own names, without the assertion. Those that
 * are absent are taken from the assertion when the step is issued.
 */
export interface AssumeRoleWithSamlInput {
  /** Absent: the only role that the assertion offers, or the one that the user chooses. */
  RoleArn?: string
  /** The ARN of the SAML provider. */
  PrincipalArn?: string
  /** Absent: the duration that the identity provider suggests, or one hour. */
  DurationSeconds?: number
  Policy?: string
  PolicyArns?: { arn: string }[]
}

/** The parameters of GetFederationToken by the API's own names. */
export interface GetFederationTokenInput {
  Name: string
  DurationSeconds: number
  Policy?: string
  PolicyArns?: { arn: string }[]
}

/**
 * The parameters of CreateSession of IAM Roles Anywhere, without the certificate. Their names begin
 * with a capital letter here, as those of STS do.
 */
export interface CreateSessionInput {
  RoleArn: string
  TrustAnchorArn: string
  ProfileArn: string
  DurationSeconds: number
  /** Only if the user chose one: the profile in AWS must accept it. */
  RoleSessionName?: string
}

/** The parameters of GetCredentialsForIdentity of Amazon Cognito, without the logins. */
export interface PoolCredentialsInput {
  /** The role that the login chooses among those of its token; absent: the pool decides. */
  RoleArn?: string
}

/** One STS call as plain data. A step with a `SerialNumber` needs an MFA code when it is issued. */
export type Step =
  | {
      operation: 'GetSessionToken'
      target: StsTarget
      input: GetSessionTokenInput
      /**
       * True if the user asked for this duration: a cached session that lives longer is not used.
       */
      isBounded?: true
    }
  | {
      /** The session of a user that a session policy limits. It takes no MFA code. */
      operation: 'GetFederationToken'
      target: StsTarget
      input: GetFederationTokenInput
    }
  | {
      operation: 'AssumeRole'
      target: StsTarget
      input: AssumeRoleInput
      /** The profile with the role's settings, for messages. */
      profile: string
      /** True: if STS refuses the duration because of role chaining, request one hour. */
      shortenIfChained?: boolean
    }
  | {
      /** Unsigned: always the first step, on a source that is a web identity token. */
      operation: 'AssumeRoleWithWebIdentity'
      target: StsTarget
      input: AssumeRoleWithWebIdentityInput
      profile: string
    }
  | {
      /** Unsigned: always the first step, on a source that is a SAML assertion. */
      operation: 'AssumeRoleWithSAML'
      target: StsTarget
      input: AssumeRoleWithSamlInput
      profile: string
    }
  | {
      /**
       * A call of IAM Roles Anywhere, not of STS. It is signed with the key of a certificate, and
       * always the first step.
       */
      operation: 'CreateSession'
      /** The region and the endpoint of IAM Roles Anywhere. */
      target: StsTarget
      input: CreateSessionInput
      profile: string
    }
  | {
      /** A call of Amazon Cognito, not of STS: unsigned, and always the first step. */
      operation: 'GetCredentialsForIdentity'
      /** The region and the endpoint of Amazon Cognito. */
      target: StsTarget
      input: PoolCredentialsInput
      profile: string
    }

/** True for a step that is a call of STS, rather than of another service. */
export function isStsStep(step: Step): step is StsStep {
  return step.operation !== 'CreateSession' && step.operation !== 'GetCredentialsForIdentity'
}

/** A step that is a call of STS. */
export type StsStep = Exclude<
  Step,
  { operation: 'CreateSession' } | { operation: 'GetCredentialsForIdentity' }
>

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
  profileKeys?: ProfileKeys
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
