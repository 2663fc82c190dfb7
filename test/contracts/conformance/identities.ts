/**
 * Who a program is, with the files and the environment of a case. The built program is run, and a
 * strict STS answers. Words in capitals after `@` are replaced: `@ALICE` by the keys of alice.
 * `@BOB` in the environment means the variables with the keys of bob.
 */
export interface IdentityCase {
  /** The suites that hold the case. */
  from: string
  what: string
  config?: string
  credentials?: string
  env?: Readonly<Record<string, string>>
  args?: readonly string[]
  /** No variable names the files: they are in the home. */
  inHome?: true
  /** The end of the ARN of the caller: `user/alice`, `assumed-role/batch/`. */
  is?: string
  /** The end of the ARN that signed the last call to AssumeRole. */
  by?: string
  /** `AccountId` of the output. */
  account?: string
  /** What the program prints instead; the status is then not 0. */
  error?: RegExp
}

const ROLE = (name: string): string =>
  `role_arn = arn:aws:iam::222222222222:role/${name}\nregion = eu-west-1\n`
const IDENTITY = {
  AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/ci',
  AWS_WEB_IDENTITY_TOKEN_FILE: '@TOKEN',
}
const CONTAINER = { AWS_CONTAINER_CREDENTIALS_FULL_URI: '@MACHINE/container' }
const INSTANCE = {
  AWS_EC2_METADATA_SERVICE_ENDPOINT: '@MACHINE',
  AWS_EC2_METADATA_DISABLED: 'false',
}
const PORTAL = 'sso_account_id = 222222222222\nsso_role_name = dev\n'
const LEGACY = `sso_start_url = https://@CORP/start\nsso_region = eu-west-1\n${PORTAL}`
const named = (name: string): readonly string[] => ['--profile', name]

export const IDENTITIES: readonly IdentityCase[] = [
  {
    from: 'rust: environment_variables; ruby; botocore',
    what: 'the environment, no file',
    env: { '@BOB': '' },
    is: 'user/bob',
  },
  {
    from: 'rust: prefer_environment',
    what: 'the environment before a role of [default]',
    config: `[default]\n${ROLE('batch')}source_profile = base\n`,
    credentials: '[base]\n@ALICE\n',
    env: { '@BOB': '' },
    is: 'user/bob',
  },
  {
    from: 'ruby: ENV over shared',
    what: 'the environment before keys of [default]',
    credentials: '[default]\n@ALICE\n',
    env: { '@BOB': '' },
    is: 'user/bob',
  },
  {
    from: 'ruby: env over process when no profile is set',
    what: 'the environment before a credential_process of [default]',
    config: '[default]\ncredential_process = @TOOL\n',
    env: { '@BOB': '' },
    is: 'user/bob',
  },
  {
    from: 'ruby; botocore: an explicit profile',
    what: 'a named profile before the environment',
    credentials: '[ann]\n@ALICE\n',
    env: { '@BOB': '' },
    args: named('ann'),
    is: 'user/alice',
  },
  {
    from: 'ruby: assume role from a named profile over the environment',
    what: 'the role of a named profile before the environment',
    config: `[profile ann]\n${ROLE('batch')}source_profile = base\n`,
    credentials: '[base]\n@ALICE\n',
    env: { '@BOB': '' },
    args: named('ann'),
    is: 'assumed-role/batch/',
    by: 'user/alice',
  },
  {
    from: 'ruby: process from a named profile over the environment',
    what: 'the credential_process of a named profile before the environment',
    config: '[profile ann]\ncredential_process = @TOOL\n',
    env: { '@BOB': '' },
    args: named('ann'),
    is: 'assumed-role/instance/',
  },
  {
    from: 'go: env_config; java',
    what: 'the account of the environment',
    env: { '@BOB': '', AWS_SESSION_TOKEN: 'token', AWS_ACCOUNT_ID: '111111111111' },
    account: '111111111111',
  },
  {
    from: 'go: env_config; java',
    what: 'the account of the environment, for the session of its long-term key',
    env: { '@BOB': '', AWS_ACCOUNT_ID: '111111111111' },
    account: '111111111111',
  },
  {
    from: 'js; botocore: aws_account_id',
    what: 'the account of a profile, for the session of its key',
    credentials: '[ann]\n@ALICE\naws_account_id = 111111111111\n',
    args: named('ann'),
    account: '111111111111',
  },
  {
    from: 'rust: web_identity_token_env; botocore',
    what: 'the web identity of the environment, no file',
    env: { ...IDENTITY, AWS_ROLE_SESSION_NAME: 'bname' },
    is: 'assumed-role/ci/bname',
    account: '222222222222',
  },
  {
    from: 'botocore, go, java: order of the default chain',
    what: 'the web identity of the environment before keys of [default]',
    credentials: '[default]\n@BOB\n',
    env: IDENTITY,
    is: 'assumed-role/ci/',
  },
  {
    from: 'botocore, js: order of the default chain',
    what: 'a role of [default] before the web identity of the environment',
    config: `[default]\n${ROLE('batch')}source_profile = base\n`,
    credentials: '[base]\n@ALICE\n',
    env: IDENTITY,
    is: 'assumed-role/batch/',
    by: 'user/alice',
  },
  {
    from: 'botocore, js: order of the default chain',
    what: 'a role that the container assumes for [default] before the web identity',
    config: `[default]\n${ROLE('batch')}credential_source = EcsContainer\n`,
    env: { ...IDENTITY, ...CONTAINER },
    is: 'assumed-role/batch/',
    by: 'assumed-role/instance/',
  },
  {
    from: 'js; go: order of the default chain',
    what: 'the web identity of the environment before a role of [default] that is broken',
    config: `[default]\n${ROLE('batch')}source_profile = nowhere\n`,
    env: IDENTITY,
    is: 'assumed-role/ci/',
  },
  {
    from: 'botocore, js: credential_source needs a role',
    what: 'the container for a profile that names another source, but no role',
    config: '[profile A]\ncredential_source = Environment\n',
    env: { '@BOB': '', ...CONTAINER },
    args: named('A'),
    is: 'assumed-role/instance/',
  },
  {
    from: 'every SDK: order of the default chain',
    what: 'keys of the environment before its web identity',
    env: { ...IDENTITY, '@BOB': '' },
    is: 'user/bob',
  },
  {
    from: 'botocore: env vars do not take precedence; js',
    what: 'a named profile before the web identity of the environment',
    credentials: '[ann]\n@ALICE\n',
    env: { ...IDENTITY, AWS_PROFILE: 'ann' },
    is: 'user/alice',
  },
  {
    from: 'rust: profile_overrides_web_identity',
    what: 'the environment as credential_source has no keys, but a web identity',
    config: `[profile A]\n${ROLE('batch')}credential_source = Environment\n`,
    env: { ...IDENTITY, AWS_PROFILE: 'A' },
    error: /AWS_ACCESS_KEY_ID/,
  },
  {
    from: 'rust: web_identity_token_profile',
    what: 'the web identity of a profile',
    config: `[profile A]\n${ROLE('ci')}web_identity_token_file = @TOKEN\n`,
    env: { AWS_PROFILE: 'A' },
    is: 'assumed-role/ci/',
  },
  {
    from: 'rust: web_identity_token_source_profile; ruby: ar_web_src',
    what: 'the web identity of a source',
    config: `[profile A]\n${ROLE('after-ci')}source_profile = B\n[profile B]\n${ROLE('ci')}web_identity_token_file = @TOKEN\n`,
    env: { AWS_PROFILE: 'A' },
    is: 'assumed-role/after-ci/',
    by: 'assumed-role/ci/',
  },
  {
    from: 'rust: web_identity_source_profile_no_env',
    what: 'the web identity of a source, whose role is in the environment',
    config: `[profile A]\n${ROLE('ci')}source_profile = B\n[profile B]\nweb_identity_token_file = @TOKEN\n`,
    env: { AWS_PROFILE: 'A', AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/ci' },
    error: /role_arn/,
  },
  {
    from: 'rust: web_identity_token_invalid_jwt',
    what: 'a web identity that STS refuses',
    config: `[profile A]\n${ROLE('ci')}web_identity_token_file = @BADTOKEN\n`,
    args: named('A'),
    error: /token/i,
  },
  {
    from: 'rust: ecs_credentials; ruby',
    what: 'the container, no file',
    env: CONTAINER,
    is: 'assumed-role/instance/',
  },
  {
    from: 'rust: ecs_credentials_invalid_profile',
    what: 'the container, a file without [default]',
    config: '[profile other]\na = b\n',
    env: CONTAINER,
    is: 'assumed-role/instance/',
  },
  {
    from: 'rust: eks_pod_identity_credentials',
    what: 'the container, with a token in a file',
    env: { ...CONTAINER, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '@TOKEN' },
    is: 'assumed-role/instance/',
  },
  {
    from: 'rust: eks_pod_identity_no_token_file',
    what: 'the container, with a token in a file that is not there',
    env: { ...CONTAINER, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/nowhere/token.jwt' },
    error: /\/nowhere\/token\.jwt/,
  },
  {
    from: 'every SDK: order of the default chain',
    what: 'keys of [default] before the container',
    credentials: '[default]\n@BOB\n',
    env: CONTAINER,
    is: 'user/bob',
  },
  {
    from: 'rust: ecs_assume_role; ruby: ar_ecs_src; go',
    what: 'a role from the container',
    config: `[default]\n${ROLE('batch')}credential_source = EcsContainer\n`,
    env: CONTAINER,
    is: 'assumed-role/batch/',
    by: 'assumed-role/instance/',
  },
  {
    from: 'rust: imds_default_chain_success; ruby: metadata last; go',
    what: 'the instance, no file',
    env: INSTANCE,
    is: 'assumed-role/instance/',
  },
  {
    from: 'rust: imds_config_with_no_creds',
    what: 'the instance, a [default] with settings only',
    config: '[default]\nmax_attempts = 1\n',
    env: INSTANCE,
    is: 'assumed-role/instance/',
  },
  {
    from: 'rust: imds_disabled',
    what: 'the instance, switched off',
    env: { ...INSTANCE, AWS_EC2_METADATA_DISABLED: 'True' },
    error: /no profile|credentials/,
  },
  {
    from: 'rust: imds_default_chain_error',
    what: 'an instance without a role',
    env: { ...INSTANCE, AWS_EC2_METADATA_SERVICE_ENDPOINT: '@BARE' },
    error: /no profile|credentials/,
  },
  {
    from: 'rust: imds_assume_role; ruby: ar_ec2_src',
    what: 'a role from the instance',
    config: `[default]\n${ROLE('batch')}credential_source = Ec2InstanceMetadata\n`,
    env: INSTANCE,
    is: 'assumed-role/batch/',
    by: 'assumed-role/instance/',
  },
  {
    from: 'rust: imds_token_fail, imds_no_iam_role',
    what: 'a role from an instance that refuses',
    config: `[default]\n${ROLE('batch')}credential_source = Ec2InstanceMetadata\n`,
    env: { ...INSTANCE, AWS_EC2_METADATA_SERVICE_ENDPOINT: '@BARE' },
    error: /metadata/,
  },
  {
    from: 'rust: sso_assume_role; go',
    what: 'Identity Center without a session',
    config: `[profile A]\n${LEGACY}`,
    env: { AWS_PROFILE: 'A', AWS_ENDPOINT_URL_SSO: '@MACHINE' },
    is: 'assumed-role/dev/',
  },
  {
    from: 'rust: sso_credentials',
    what: 'Identity Center with a session',
    config: `[profile default]\nsso_session = @CORP\n${PORTAL}[sso-session @CORP]\nsso_region = eu-west-1\nsso_start_url = https://@CORP/start\n`,
    env: { AWS_ENDPOINT_URL_SSO: '@MACHINE' },
    is: 'assumed-role/dev/',
  },
  {
    from: 'rust: sso_override_global_env_url',
    what: 'Identity Center at AWS_ENDPOINT_URL',
    config: `[profile default]\nsso_session = @CORP\n${PORTAL}[sso-session @CORP]\nsso_region = eu-west-1\nsso_start_url = https://@CORP/start\n`,
    env: { AWS_ENDPOINT_URL: '@MACHINE' },
    is: 'assumed-role/dev/',
  },
  {
    from: 'rust, botocore: endpoint_url of the profile; cases of Identity Center',
    what: 'Identity Center at the endpoint of its profile',
    config: `[profile A]\nendpoint_url = @MACHINE\n${LEGACY}`,
    args: named('A'),
    is: 'assumed-role/dev/',
  },
  {
    from: 'rust, botocore: services of the profile; cases of Identity Center',
    what: 'Identity Center at the endpoint of its services',
    config: `[profile A]\nservices = own\n${LEGACY}[services own]\nsso =\n  endpoint_url = @MACHINE\n`,
    args: named('A'),
    is: 'assumed-role/dev/',
  },
  {
    from: 'rust: sso_no_token_file',
    what: 'Identity Center without a sign-in',
    config: `[profile A]\n${LEGACY.replace('@CORP', 'elsewhere')}`,
    env: { AWS_PROFILE: 'A', AWS_ENDPOINT_URL_SSO: '@MACHINE' },
    error: /sign-in with IAM Identity Center/,
  },
  {
    from: 'rust: sso_server_error',
    what: 'Identity Center that fails',
    config: `[profile A]\n${LEGACY}`,
    env: { AWS_PROFILE: 'A', AWS_ENDPOINT_URL_SSO: '@MACHINE/fails' },
    error: /IAM Identity Center/,
  },
  {
    from: 'rust: credential_process; ruby: creds_from_process; go',
    what: 'a credential_process',
    config: '[default]\ncredential_process = @TOOL\n',
    is: 'assumed-role/instance/',
  },
  {
    from: 'botocore, go, java, rust, c: continuation lines',
    what: 'a credential_process with its arguments on lines of their own',
    config:
      '[default]\ncredential_process = @TOOL\n   --first "a b"\n   --second\nregion = eu-west-1\n',
    is: 'assumed-role/instance/',
  },
  {
    from: 'rust: credential_process_account_id_fallback; botocore; js',
    what: 'the account of the profile, if the credential_process prints none',
    config: '[default]\ncredential_process = @TOOL\naws_account_id = 444444444444\n',
    account: '444444444444',
  },
  {
    from: 'rust: credential_process; botocore',
    what: 'the account that the credential_process prints before that of the profile',
    config: '[default]\ncredential_process = @TOOL --account\naws_account_id = 444444444444\n',
    account: '111111111111',
  },
  {
    from: 'rust: credential_process_failure; botocore: non_zero_rc',
    what: 'a credential_process that fails',
    config: '[default]\ncredential_process = exit 1\n',
    error: /credential_process/,
  },
  {
    from: 'rust: credential_process_invalid',
    what: 'a credential_process that prints no JSON',
    config: "[default]\ncredential_process = echo 'invalid json'\n",
    error: /credential_process/,
  },
  {
    from: 'botocore: unsupported_version, missing_version',
    what: 'a credential_process of another version',
    config: `[default]\ncredential_process = echo '{"Version":100,"AccessKeyId":"A","SecretAccessKey":"b"}'\n`,
    error: /Version/,
  },
  {
    from: 'botocore: missing_access_key, missing_secret_key',
    what: 'a credential_process without a secret',
    config: `[default]\ncredential_process = echo '{"Version":1,"AccessKeyId":"AKIDX"}'\n`,
    error: /SecretAccessKey/,
  },
  {
    from: 'go: chained_cred_proc; ruby: creds_from_sc_process',
    what: 'a role from a credential_process',
    config: `[profile A]\n${ROLE('batch')}source_profile = B\n[profile B]\ncredential_process = @TOOL\n`,
    args: named('A'),
    is: 'assumed-role/batch/',
    by: 'assumed-role/instance/',
  },
  {
    from: 'rust: e2e_assume_role; js; ruby',
    what: 'a role, with the account of its ARN',
    config: `[default]\n${ROLE('batch')}source_profile = base\n`,
    credentials: '[base]\n@ALICE\naws_account_id = 444444444444\n',
    is: 'assumed-role/batch/',
    by: 'user/alice',
    account: '222222222222',
  },
  {
    from: 'rust: assume-role-tests; botocore; ruby',
    what: 'a role of a role',
    config: `[profile A]\nrole_arn = arn:aws:iam::333333333333:role/audit\nsource_profile = B\n[profile B]\n${ROLE('nomfa')}source_profile = C\n`,
    credentials: '[C]\n@ALICE\n',
    args: named('A'),
    is: 'assumed-role/audit/',
    by: 'assumed-role/nomfa/',
  },
  {
    from: 'botocore: external_id',
    what: 'a role that demands an external ID',
    config: `[profile A]\n${ROLE('deploy')}external_id = rolecall:ext/42\nsource_profile = C\n`,
    credentials: '[C]\n@ALICE\n',
    args: named('A'),
    is: 'assumed-role/deploy/',
    by: 'user/alice',
  },
  {
    from: 'rust: empty_config',
    what: 'nothing at all',
    env: { AWS_EC2_METADATA_DISABLED: 'true' },
    error: /no profile/,
  },
  {
    from: 'rust: file-location-tests; c; js; ruby',
    what: 'the files in the home',
    credentials: '[default]\n@ALICE\n',
    inHome: true,
    is: 'user/alice',
  },
]
