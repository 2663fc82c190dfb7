/**
 * Where the first credentials of a plan come from. A source contains no secret, so that a plan can
 * be printed: the secret is fetched when the source is opened (src/sources/open.ts).
 */
export type Source =
  | StoredKeySource
  | StaticSource
  | EnvironmentSource
  | ProcessSource
  | InstanceMetadataSource
  | ContainerSource
  | SsoSource
  | LoginSource
  | WebIdentityFileSource
  | WebIdentityEnvSource
  | WebIdentityProcessSource
  | GithubActionsSource
  | OidcSource
  | SamlSource
  | RolesAnywhereSource
  | CognitoSource

/** The name of a kind of source, as `list --json` and `explain --json` print it. */
export type SourceKind = Source['kind']

/** The source of one kind. */
export type SourceOf<K extends SourceKind> = Extract<Source, { kind: K }>

/** A user's long-term access key in rolecall's store; only its ID is known before it is read. */
export interface StoredKeySource {
  kind: 'stored-key'
  profile: string
  accessKeyId: string
}

/** An access key in the config or the credentials file. */
export interface StaticSource {
  kind: 'static'
  profile: string
  /** Path of the file that contains the access key ID. */
  file: string
  accessKeyId: string
  /** True if there is a session token next to the key. */
  temporary: boolean
}

/** An access key, and a hash of its secret and session token. */
export interface Signer {
  accessKeyId: string
  /** SHA-256, hex. */
  secretHash: string
}

/** An access key in the environment variables. */
export interface EnvironmentSource extends Signer {
  kind: 'environment'
  /** True if there is a session token next to the key. */
  temporary: boolean
}

/** The `credential_process` of another tool. */
export interface ProcessSource {
  kind: 'process'
  profile: string
  /** A shell command line. */
  command: string
  /** The profile declares that the tool prints a user's long-term access key. */
  longTerm?: true
  /** What the command printed; unknown before it runs. */
  signer?: Signer
}

/** The role of an EC2 instance. */
export interface InstanceMetadataSource {
  kind: 'ec2-instance-metadata'
  /** URL of the metadata service; by default the SDK's. */
  endpoint?: string
  /** What the service answered; unknown before it is asked. */
  signer?: Signer
}

/** The role of a container on ECS or EKS. */
export interface ContainerSource {
  kind: 'ecs-container'
  uri: string
  /** Path of the file with the authorization token. */
  tokenFile?: string
  /** SHA-256 of the authorization token, hex. */
  tokenHash?: string
  /** What the endpoint answered, if nothing else shows whose role it is. */
  signer?: Signer
}

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

/** A token in a file. It is read again for every call, because clusters rotate it. */
export interface WebIdentityFileSource {
  kind: 'web-identity-file'
  profile: string
  file: string
  /**
   * SHA-256 of the token, in hex. The token decides the identity, so that another token in the same
   * file must not find this one's sessions in the cache. Undefined for a pipe, which can be read
   * only once.
   */
  tokenHash?: string
}

/** A token in an environment variable. */
export interface WebIdentityEnvSource {
  kind: 'web-identity-env'
  /** The profile that names the variable; undefined for the variable of a CI system. */
  profile?: string
  variable: string
  /** SHA-256 of the token, hex. */
  tokenHash: string
}

/** A token that a command prints. */
export interface WebIdentityProcessSource {
  kind: 'web-identity-process'
  profile: string
  /** A shell command line. */
  command: string
  /** Name of the CI system whose command it is. */
  system?: string
  /** SHA-256 of the token that the command printed, hex; unknown before it runs. */
  tokenHash?: string
}

/** The identity of a GitHub Actions job. */
export interface GithubActionsSource {
  kind: 'github-actions'
  /** ACTIONS_ID_TOKEN_REQUEST_URL, which is different for every job. */
  url: string
  /** SHA-256 of ACTIONS_ID_TOKEN_REQUEST_TOKEN, hex. */
  tokenHash: string
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
  /** SHA-256 of the file, hex; undefined if it is no regular file. */
  content?: string
  /** Hash of the user who signed in, hex; undefined before the first sign-in. */
  user?: string
}

/** A certificate that IAM Roles Anywhere exchanges for a role. */
export interface RolesAnywhereSource {
  kind: 'roles-anywhere'
  profile: string
  /** Path of the certificate, PEM. */
  certificate: string
  /** Path of its private key, PEM. */
  key: string
  /** Path of the intermediate certificates, PEM, the issuer of the certificate first. */
  chain?: string
  trustAnchorArn: string
  profileArn: string
  /** That of the trust anchor. */
  region: string
  /** Complete URL of the service; by default that of the region. */
  endpoint?: string
  fips?: true
  dualStack?: true
  /** True if the passphrase of the key is in the store, next to the sessions. */
  hasStoredPassphrase?: true
  /** SHA-256 of the certificate's file, hex; undefined if it cannot be read. */
  certificateHash?: string
  /**
   * The same of the key's file. A certificate is public: it alone does not show that its holder may
   * use it.
   */
  keyHash?: string
}

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
