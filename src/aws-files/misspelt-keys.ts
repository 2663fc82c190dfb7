import { similarNames } from '../core/did-you-mean.js'
import type { ProfileKeys } from '../core/errors.js'
import { KEY_PREFIX } from './profile.js'

/** Keys that SDKs know too, and that rolecall reads (docs/configuration.md). */
const SHARED_KEYS: readonly string[] = [
  'aws_access_key_id',
  'aws_account_id',
  'aws_secret_access_key',
  'aws_security_token',
  'aws_session_token',
  'ca_bundle',
  'credential_process',
  'credential_source',
  'duration_seconds',
  'ec2_metadata_service_endpoint',
  'ec2_metadata_service_endpoint_mode',
  'endpoint_url',
  'external_id',
  'ignore_configured_endpoint_urls',
  'include_profile',
  'login_session',
  'mfa_process',
  'mfa_serial',
  'region',
  'role_arn',
  'role_session_name',
  'services',
  'session_tags',
  'source_identity',
  'source_profile',
  'sso_account_id',
  'sso_region',
  'sso_registration_scopes',
  'sso_role_name',
  'sso_use_device_code',
  'sso_session',
  'sso_start_url',
  'sts_regional_endpoints',
  'transitive_session_tags',
  'use_dualstack_endpoint',
  'use_fips_endpoint',
  'web_identity_token_file',
  'web_identity_token_process',
]

/** Keys of rolecall alone, which are written with its prefix. */
const OWN_KEYS: readonly string[] = [
  'agent_source_identity',
  'agent_tag',
  'agents',
  'cognito_flow',
  'cognito_login',
  'cognito_pool',
  'confirm',
  'long_term_keys',
  'mfa',
  'mfa_session_duration',
  'oidc_client_id',
  'oidc_client_secret',
  'oidc_flow',
  'oidc_issuer',
  'oidc_parameters',
  'oidc_redirect_uri',
  'oidc_scopes',
  'oidc_timeout',
  'only',
  'only_on',
  'only_role_arn',
  'populated_from',
  'profile_arn',
  'saml_assertion_file',
  'saml_assertion_process',
  'saml_provider_arn',
  'saml_url',
  'trust_anchor_arn',
  'web_identity_token_env',
  'x509_certificate',
  'x509_chain',
  'x509_key',
  'x509_passphrase',
]

/**
 * Other keys of the SDKs, of the AWS CLI and of other tools, which rolecall does not read. They are
 * right as they are, also if they resemble a key above.
 */
const UNREAD_KEYS: readonly string[] = [
  ...['account_id_endpoint_mode', 'api_versions', 'auth_scheme_preference', 'cli_auto_prompt'],
  ...['cli_binary_format', 'cli_error_format', 'cli_follow_urlparam', 'cli_help_output'],
  ...['cli_history', 'cli_hide_secrets', 'cli_legacy_plugin_path', 'cli_pager'],
  ...['cli_timestamp_format', 'cloudfront', 'csm_client_id', 'csm_enabled', 'csm_host', 'csm_port'],
  ...['defaults_mode', 'disable_host_prefix_injection', 'disable_request_compression', 'dynamodb'],
  ...['ec2_metadata_v1_disabled', 'endpoint_discovery_enabled', 'max_attempts'],
  ...['metadata_service_num_attempts', 'metadata_service_timeout', 'output'],
  ...['parameter_validation', 'payload_signing_enabled', 'plugins', 'proxy_ca_bundle'],
  ...['proxy_client_cert', 'proxy_use_forwarding_for_https', 'request_checksum_calculation'],
  ...['request_min_compression_size_bytes', 'response_checksum_validation', 'retry_mode', 's3'],
  ...['s3_disable_express_session_auth', 's3_disable_multiregion_access_points', 's3api'],
  ...['s3_us_east_1_regional_endpoint', 's3_use_arn_region', 'sdk_ua_app_id'],
  ...['sigv4a_signing_region_set', 'tcp_keepalive', 'use_accelerate_endpoint', 'user_agent_extra'],
  ...['use_arn_region', 'user_agent_appid'],
  // Of other tools: aws-vault, awsume, saml2aws, aws-azure-login, the toolkits for editors.
  ...[
    'autoawsume',
    'color',
    'expiration',
    'parent_profile',
    'chain_serial',
    'toolkit_artifact_guid',
  ],
  ...['aws_expiration', 'aws_session_expiration', 'credential_expiration', 'principal_arn'],
]

/** How the keys of other tools start. */
const FOREIGN_PREFIX =
  /^(x_|granted_|azure_|okta_|awsume_|saml_|google_config|gimme_|leapp_|aws_sso_|iamlive_|sls_)/

const READ_KEYS = [...SHARED_KEYS, ...OWN_KEYS]
const KNOWN_KEYS: ReadonlySet<string> = new Set([...READ_KEYS, ...UNREAD_KEYS])

/** A key that nothing reads. */
export interface UnknownKey {
  key: string
  /** The key that was meant, with its prefix; undefined if no known one is similar. */
  meant?: string
}

/**
 * The keys of a profile that neither rolecall, an SDK, the AWS CLI nor a known tool reads. Such a
 * key is passed over without a word, by SDKs too.
 */
export function unknownKeys(keys: readonly string[]): UnknownKey[] {
  return keys.flatMap((key) => {
    const isOwn = key.startsWith(KEY_PREFIX)
    const name = isOwn ? key.slice(KEY_PREFIX.length) : key
    if (KNOWN_KEYS.has(name) || (!isOwn && FOREIGN_PREFIX.test(name))) return []
    const meant = spelledOtherwise(name) ?? similarNames(name, READ_KEYS)[0]
    const prefix = isOwn || OWN_KEYS.includes(meant ?? '') ? KEY_PREFIX : ''
    return [{ key, ...(meant === undefined ? {} : { meant: prefix + meant }) }]
  })
}

/** `accessKeyId`, `session-token`: the names that JSON and other programs use. */
function spelledOtherwise(name: string): string | undefined {
  const letters = name.replace(/[^a-z0-9]/g, '')
  return READ_KEYS.find((key) => [letters, `aws${letters}`].includes(key.replaceAll('_', '')))
}

/** A key of a profile that nothing reads and that was meant as another one. */
export interface MisspeltKey extends UnknownKey {
  profile: string
}

/**
 * The keys that nothing reads and that were meant as another one: every unknown key with rolecall's
 * prefix, and one without it that is almost a known key.
 */
export function misspeltKeys({ profile, keys }: ProfileKeys): MisspeltKey[] {
  return unknownKeys(keys)
    .filter(({ key, meant }) => meant !== undefined || key.startsWith(KEY_PREFIX))
    .map((unknown) => ({ profile, ...unknown }))
}

/** A sentence about a misspelt key. */
export function describeMisspelt({ profile, key, meant }: MisspeltKey): string {
  const guess = meant === undefined ? 'check its name' : `did you mean ${meant}?`
  return `${key} of profile ${profile} is not a key that rolecall knows: ${guess}`
}
