import type {
  WebIdentityFileSource,
  WebIdentityEnvSource,
  WebIdentityProcessSource,
  GithubActionsSource,
} from './tokens.js'
import type { OidcSource } from './sign-ins.js'

/** A source whose token is a login at a Cognito identity pool. */
export type LoginSourceOfPool =
  | WebIdentityFileSource
  | WebIdentityEnvSource
  | WebIdentityProcessSource
  | GithubActionsSource
  | OidcSource

/** A Cognito identity pool, which gives credentials for a login, or to a guest. */
export interface CognitoSource {
  kind: 'cognito'
  profile: string
  /** `eu-west-1:GUID`. */
  poolId: string
  /** That of the pool. */
  region: string
  /** Complete URL of the service; by default that of the region. */
  endpoint?: string
  fips?: true
  dualStack?: true
  /**
   * How credentials are obtained: `enhanced` from Cognito itself, `basic` from STS, in exchange for
   * a token of Cognito.
   */
  flow: 'enhanced' | 'basic'
  /** Name of the identity provider; by default the issuer of the token. */
  provider?: string
  /** Where the token of the login comes from; undefined for a guest. */
  login?: LoginSourceOfPool
}
