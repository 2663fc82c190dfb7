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

/**
 * Where the first credentials come from. No secret is in here, so that a plan can be printed; the secret is
 * fetched when the plan is carried out.
 */
export type Source =
  | { kind: 'static'; profile: string; file: string; accessKeyId: string; temporary: boolean }
  | { kind: 'environment'; accessKeyId: string; temporary: boolean }
  | {
      kind: 'process'
      profile: string
      command: string
      /** The profile says that the tool hands out a user's own access key, no session. */
      longTerm?: true
    }
  | { kind: 'ec2-instance-metadata'; endpoint?: string }
  | { kind: 'ecs-container'; uri: string }
  | {
      kind: 'sso'
      profile: string
      startUrl: string
      region: string
      accountId: string
      roleName: string
      session?: string
    }
  | { kind: 'login'; profile: string; session: string; region: string }
  | {
      /** No credentials but a token, read again for every call, since it rotates. */
      kind: 'web-identity-file'
      profile: string
      file: string
      /** Its SHA-256: the token says who asks, and another one in the same place must not get this one's sessions. */
      tokenHash?: string
    }
  | { kind: 'web-identity-process'; profile: string; command: string }
  /** The job that runs this, in GitHub Actions; the URL is the job's own. */
  | { kind: 'github-actions'; url: string }
  | OidcSource
  | SamlSource

/** A person who signs in with an OpenID Connect provider. */
export interface OidcSource {
  kind: 'oidc'
  issuer: string
  clientId: string
  /** With spaces between them; absent where the provider's own metadata decides. */
  scopes?: string
  /** Further parameters of the authorization request, such as `prompt`. */
  parameters: Record<string, string>
  /** Whether the client has a secret; it is kept where sessions are. */
  hasSecret: boolean
  signIn: SignIn
}

/** How a person signs in. Not as whom: no part of a cache key. */
export interface SignIn {
  /** By default the browser where there is one, else the code of a device. */
  flow?: 'browser' | 'device'
  /** An http URL of a loopback host; without a port, any that is free. */
  redirectUri: string
  /** Seconds until the person has signed in. */
  limit: number
}

/** Where a SAML assertion comes from; with none of the three, a person passes it in. */
export interface SamlSource {
  kind: 'saml'
  profile: string
  /** Where a browser starts the sign-in. */
  url?: string
  /** A shell command that prints the assertion. */
  command?: string
  file?: string
  /** The SAML provider in IAM, where the profile names it. */
  providerArn?: string
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
