import type { Source } from './source.js'

/** Where an STS request goes. */
export interface StsTarget {
  /** Signing region; also the endpoint's unless {@link endpoint} is given. */
  region: string
  /** A whole URL, from AWS_ENDPOINT_URL_STS or the config files. */
  endpoint?: string
  fips?: boolean
  dualStack?: boolean
}

export interface Tag {
  Key: string
  Value: string
}

/** AssumeRole's input by the API's own names (contracts §6), without the token code. Durations in seconds. */
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

/** GetSessionToken's input by the API's own names, without the token code. */
export interface GetSessionTokenInput {
  DurationSeconds: number
  SerialNumber?: string
}

/**
 * AssumeRoleWithWebIdentity's input by the API's own names, without the token, which is fetched from the source when the step is
 * issued. Tags, external id and source identity are no part of this operation: they come inside the token.
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
 * AssumeRoleWithSAML's input by the API's own names, without the assertion. What is left out comes
 * from the assertion when it arrives.
 */
export interface AssumeRoleWithSamlInput {
  /** Left out: the one role that the assertion offers, or the one that a person chooses. */
  RoleArn?: string
  /** The ARN of the SAML provider. */
  PrincipalArn?: string
  /** Left out: what the provider wishes, or else an hour. */
  DurationSeconds?: number
  Policy?: string
  PolicyArns?: { arn: string }[]
}

/** One STS call as plain data. A step with a `SerialNumber` needs a token code when it is issued. */
export type Step =
  | { operation: 'GetSessionToken'; target: StsTarget; input: GetSessionTokenInput }
  | {
      operation: 'AssumeRole'
      target: StsTarget
      input: AssumeRoleInput
      /** The profile whose role this is, for messages. */
      profile: string
      /** Ask again for an hour if STS says that the caller's credentials are a role's (role chaining). */
      shortenIfChained?: boolean
    }
  | {
      /** Signed by nobody: only ever the first step, and only on a web identity source. */
      operation: 'AssumeRoleWithWebIdentity'
      target: StsTarget
      input: AssumeRoleWithWebIdentityInput
      profile: string
    }
  | {
      /** Signed by nobody: only ever the first step, and only on a SAML source. */
      operation: 'AssumeRoleWithSAML'
      target: StsTarget
      input: AssumeRoleWithSamlInput
      profile: string
    }

/** The way from source credentials to what was asked for. No steps: the source's own credentials are the answer. */
export interface Plan {
  /** The name that was asked for: a profile, or a role ARN. */
  profile: string
  /** Profile names from the one asked for to the one that holds the source. */
  chain: string[]
  source: Source
  steps: Step[]
  /** Where STS is asked; the steps' own, and what a plan without steps would ask. */
  target: StsTarget
  /** The region to export beside the credentials, where the profile or a flag names one. */
  region?: string
  /** A shell command that prints a token code. */
  mfaProcess?: string
  /** Path of the PEM file to trust instead of the system's authorities. How STS is reached, not what it is asked: no part of a cache key. */
  caBundle?: string
  /** What a person should know: a shortened duration, an ignored key. */
  notes: string[]
}
