/** A role in IAM Identity Center, by a sign-in of rolecall or of the AWS CLI. */
export interface SsoSource {
  kind: 'sso'
  profile: string
  startUrl: string
  region: string
  accountId: string
  roleName: string
  /** Name of the `[sso-session]` section, if the profile refers to one. */
  session?: string
  /** Complete URL of the portal; by default that of the region. */
  endpoint?: string
  /** The same for the token service, which renews a sign-in. */
  oidcEndpoint?: string
  fips?: true
  dualStack?: true
  /** SHA-256 of the sign-in, hex; undefined without a sign-in. */
  tokenHash?: string
}

/** A sign-in by `aws login`. */
export interface LoginSource {
  kind: 'login'
  profile: string
  /** The ARN by which the SDK finds its token. */
  session: string
  region: string
  /** Complete URL of the sign-in service; by default that of the region. */
  endpoint?: string
  fips?: true
  dualStack?: true
  /** SHA-256 of the sign-in's own key, hex; undefined without a sign-in. */
  tokenHash?: string
}

/** A user's sign-in with an OpenID Connect provider. */
export interface OidcSource {
  kind: 'oidc'
  issuer: string
  clientId: string
  /** Separated by spaces; by default those that the provider's metadata suggests. */
  scopes?: string
  /** Additional parameters of the authorization request, such as `prompt`. */
  parameters: Record<string, string>
  /** True if the client has a secret; the secret is in the store, next to the sessions. */
  hasSecret: boolean
  signIn: SignIn
  /** Hash of the user who signed in, hex; undefined before the first sign-in. */
  user?: string
}

/** How the user signs in. It does not decide the identity, so that cache keys exclude it. */
export interface SignIn {
  /** By default the browser if there is one, otherwise the device flow. */
  flow?: 'browser' | 'device'
  /** An http URL with a loopback host; without a port, rolecall chooses a free one. */
  redirectUri: string
  /** Seconds until the sign-in times out. */
  limit: number
}

/** A SAML assertion. If the profile names no origin, the user passes it with --saml-assertion. */
export interface SamlSource {
  kind: 'saml'
  profile: string
  /** The page on which a browser starts the sign-in. */
  url?: string
  /** A shell command line that prints the assertion. */
  command?: string
  file?: string
  /** ARN of the SAML provider in IAM, if the profile names it. */
  providerArn?: string
  /** SHA-256 of the file, hex; undefined if it is not a regular file. */
  content?: string
  /** Hash of the user who signed in, hex; undefined before the first sign-in. */
  user?: string
}
