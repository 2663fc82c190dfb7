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
 * What signs the request.
 * - `source`: the source credentials of the profile
 * - `long-term`: the same, which must be a long-term access key
 * - `session`: the role of the profile, or its source credentials if it has no role
 * - `unsigned`: nothing; the operation needs no credentials
 */
export type SignedBy = 'source' | 'long-term' | 'session' | 'unsigned'

/** An operation as data, from which its flags, help, checks and call are made. */
export interface StsOperation {
  api: ApiName
  /** One imperative line, lower case, no full stop. */
  summary: string
  signer: SignedBy
  /** In the order of the API. */
  members: readonly Member[]
  /** The response contains credentials, which `--format` can write. */
  givesCredentials?: true
  /** The global endpoint does not have it. */
  regionalOnly?: true
  /** The response may be computed without a call to AWS. */
  offline?: true
  /** Flags of the example in the help. */
  example: string
}
