/** The region and endpoint that an STS request is sent to. */
export interface StsTarget {
  /** Region of the signature, and of the endpoint unless {@link endpoint} is set. */
  region: string
  /** A complete URL, from AWS_ENDPOINT_URL_STS or the config files. */
  endpoint?: string
  fips?: boolean
  dualStack?: boolean
}

/** A session tag, by the API's own names. */
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
  Tags?: Tag[]
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
