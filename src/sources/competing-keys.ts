import type { Profile } from '../aws-files/profile.js'
import { RolecallError } from '../core/errors.js'

const ROLE_SOURCES = [
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'web_identity_token_process',
  'oidc_issuer',
  'saml_url',
  'saml_assertion_process',
  'saml_assertion_file',
]

/**
 * Refuses two sources for one role. SDKs disagree on which one wins (docs/contracts.md §1.6,
 * §4.2), so that a guess could assume the role with another identity.
 * @throws RolecallError 'config'
 */
export function refuseCompetingKeys(profile: Profile): void {
  const [first, second] = ROLE_SOURCES.filter((key) => profile.get(key) !== undefined)
  if (first === undefined || second === undefined) return
  throw new RolecallError('config', `profile ${profile.name} has ${first} and ${second}`, {
    hint: 'a role is assumed with one of them: remove the other',
  })
}
