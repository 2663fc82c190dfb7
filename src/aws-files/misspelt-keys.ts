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

/** Other keys of SDKs and of the AWS CLI that resemble one above, but are right as they are. */
const UNREAD_KEYS: readonly string[] = ['csm_client_id']

const READ_KEYS = [...SHARED_KEYS, ...OWN_KEYS]
const KNOWN_KEYS: ReadonlySet<string> = new Set([...READ_KEYS, ...UNREAD_KEYS])

/**
 * A sentence for each key that nothing reads and that was meant as another one: every unknown key
 * with rolecall's prefix, and one without it that is almost a known key. Such a key is passed over
 * without a word, by SDKs too.
 */
export function misspeltKeys({ profile, keys }: ProfileKeys): string[] {
  return keys.flatMap((key) => {
    const isOwn = key.startsWith(KEY_PREFIX)
    const name = isOwn ? key.slice(KEY_PREFIX.length) : key
    if (KNOWN_KEYS.has(name)) return []
    const [meant] = similarNames(name, READ_KEYS)
    if (meant === undefined && !isOwn) return []
    const prefix = isOwn || OWN_KEYS.includes(meant ?? '') ? KEY_PREFIX : ''
    const guess = meant === undefined ? 'check its name' : `did you mean ${prefix}${meant}?`
    return [`${key} of profile ${profile} is not a key that rolecall knows: ${guess}`]
  })
}
