import type { Member } from './members.js'

/** Operations of the STS API by their own names. */
export type ApiName =
  | 'AssumeRole'
  | 'AssumeRoleWithSAML'
  | 'AssumeRoleWithWebIdentity'
  | 'AssumeRoot'
  | 'DecodeAuthorizationMessage'
  | 'GetAccessKeyInfo'
  | 'GetCallerIdentity'
  | 'GetDelegatedAccessToken'
  | 'GetFederationToken'
  | 'GetSessionToken'
  | 'GetWebIdentityToken'

/**
 * Who signs the request. `source`: the source credentials of the profile. `long-term`: the same, which must not be temporary.
 * `session`: the role of the profile, or its source where it has no role. `nobody`: no credentials are needed.
 */
export type SignedBy = 'source' | 'long-term' | 'session' | 'nobody'

/** An operation as data: what its flags, its help, its checks and its call are made of. */
export interface StsOperation {
  api: ApiName
  /** One line, lower case, no full stop. */
  summary: string
  signer: SignedBy
  /** In the order of the API. */
  members: readonly Member[]
  /** The answer holds credentials, which `--format` can write. */
  givesCredentials?: true
  /** The global endpoint does not have it. */
  regionalOnly?: true
  /** The answer may be worked out without asking AWS. */
  offline?: true
  /** Flags for the help. */
  example: string
}
