import type { ProfileKeys } from '../core/errors.js'
import { misspeltKeys, type MisspeltKey } from '../aws-files/misspelt-keys.js'
import { KEY_PREFIX } from '../aws-files/profile.js'

/**
 * Whether a key of a profile says where credentials come from, or which role they are for. A
 * profile without such a key is there for others to include.
 */
export function isSourceKey(key: string): boolean {
  return SOURCE_KEY.test(key.startsWith(KEY_PREFIX) ? key.slice(KEY_PREFIX.length) : key)
}

const SOURCE_KEY =
  /^(role_arn|source_profile|include_profile|credential_|aws_access|aws_secret|sso_|login_session|web_identity_|oidc_|saml_|x509_|profile_arn|trust_anchor|cognito_)/

/**
 * The misspelt key because of which profiles have no credentials. A key for something else, such as
 * the region, is not the reason.
 */
export function misspeltSourceKey(profiles: readonly ProfileKeys[]): MisspeltKey | undefined {
  return profiles
    .flatMap(misspeltKeys)
    .find(({ meant }) => meant === undefined || isSourceKey(meant))
}
