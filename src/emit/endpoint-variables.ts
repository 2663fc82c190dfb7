import type { AwsFiles } from '../aws-files/aws-files.js'
import { LIMIT, STALE_NAMES, variable, type Variable } from './variables.js'

/** Where a program gets its credentials from, instead of having them in its environment. */
export interface CredentialsEndpoint {
  url: string
  /** Absent for the instance metadata service, whose tokens its clients fetch. */
  token?: string
  /** A file with the token, for programs that start later. */
  tokenFile?: string | undefined
}

/** SDKs prefer all these to a credentials endpoint (docs/contracts.md §2.2). */
const PREFERRED: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ACCOUNT_ID',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
]

/** Of the endpoint itself: those that it does not set are unset. */
const OF_ENDPOINT: readonly string[] = [
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_EC2_METADATA_DISABLED',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
]

/**
 * The variables that make every SDK read an endpoint, and nothing else.
 * @param limit what its sessions are limited to, for prompts
 * @param surroundings region, settings and names of profiles, as beside credentials
 */
export function endpointVariables(
  { profile, limit }: { profile: string; limit?: string | undefined },
  endpoint: CredentialsEndpoint,
  surroundings: readonly Variable[],
): Variable[] {
  const own = ofEndpoint(endpoint)
  const set = new Set(own.map(({ name }) => name))
  const unset = [...PREFERRED, ...OF_ENDPOINT, ...STALE_NAMES].filter((name) => !set.has(name))
  const beside = surroundings.filter(({ name }) => !set.has(name) && !unset.includes(name))
  return [
    ...own,
    ...beside,
    variable('ROLECALL_PROFILE', profile),
    variable(LIMIT, limit),
    ...unset.map((name) => ({ name })),
  ]
}

function ofEndpoint({ url, token, tokenFile }: CredentialsEndpoint): Variable[] {
  if (token === undefined) {
    return [
      variable('AWS_EC2_METADATA_SERVICE_ENDPOINT', url),
      variable('AWS_EC2_METADATA_V1_DISABLED', 'true'),
    ]
  }
  return [
    variable('AWS_CONTAINER_CREDENTIALS_FULL_URI', url),
    tokenFile === undefined
      ? variable('AWS_CONTAINER_AUTHORIZATION_TOKEN', token)
      : variable('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', tokenFile),
  ]
}

/** Keys with which [default] gives an SDK credentials of its own. */
const CREDENTIAL_KEYS: readonly string[] = [
  'aws_access_key_id',
  'credential_process',
  'credential_source',
  'login_session',
  'role_arn',
  'sso_account_id',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
]

/**
 * Whether SDKs would take the credentials of [default] before they ask an endpoint
 * (docs/contracts.md §2.2).
 */
export function hasDefaultCredentials(files: AwsFiles): boolean {
  const byDefault = files.profile('default')
  return CREDENTIAL_KEYS.some((key) => byDefault?.has(key))
}

/** Hides the AWS files from a program: SDKs read an empty file. */
export function hiddenFiles(platform: NodeJS.Platform): Variable[] {
  const empty = platform === 'win32' ? 'NUL' : '/dev/null'
  return ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'].map((name) => variable(name, empty))
}
