import { withKeys, type Profile } from '../aws-files/profile.js'
import { RolecallError } from '../core/errors.js'

const ROLE_SOURCES = [
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'web_identity_token_process',
  'web_identity_token_env',
  'oidc_issuer',
  'saml_url',
  'saml_assertion_process',
  'saml_assertion_file',
  'x509_certificate',
]

/**
 * Refuses two sources for one role. SDKs disagree on which one wins (docs/contracts.md §1.6,
 * §4.2), so that a guess could assume the role with another identity.
 * @throws RolecallError 'config'
 */
export function refuseCompetingKeys(profile: Profile): void {
  const [first, second] = sourcesIn(profile)
  if (first === undefined || second === undefined) return
  throw new RolecallError('config', `profile ${profile.name} has ${first} and ${second}`, {
    hint: 'only one of them can assume the role: remove the other',
  })
}

const OUTRANKED = ['source_profile', 'credential_source', 'web_identity_token_file']

/**
 * The profile without what its token file outranks. If it also has `source_profile` and
 * `credential_source`, JavaScript and botocore agree on the token.
 */
export function withoutOutrankedKeys(profile: Profile): Profile {
  if (sourcesIn(profile).join(' ') !== OUTRANKED.join(' ')) return profile
  return withKeys(profile, { source_profile: undefined, credential_source: undefined })
}

/** Sources of the token that is a login at an identity pool, if the profile names a pool. */
const LOGINS: readonly string[] = [
  'credential_source',
  'web_identity_token_file',
  'web_identity_token_process',
  'web_identity_token_env',
  'oidc_issuer',
]

function sourcesIn(profile: Profile): string[] {
  const sources = ROLE_SOURCES.filter((key) => profile.get(key) !== undefined)
  if (!profile.get('cognito_pool')) return sources
  const logins = sources.filter((key) => LOGINS.includes(key))
  return logins.length > 1
    ? logins
    : ['cognito_pool', ...sources.filter((key) => !LOGINS.includes(key))]
}
