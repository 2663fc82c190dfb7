import { withKeys, type Profile } from '../../aws-files/profile.js'

/** Keys that belong to the credentials of [default], not to those of the environment. */
const IDENTITY_KEYS = [
  'role_arn',
  'mfa_serial',
  'mfa_process',
  'mfa',
  'external_id',
  'role_session_name',
  'duration_seconds',
  'mfa_session_duration',
  'source_identity',
  'session_tags',
  'transitive_session_tags',
  'only',
  'only_on',
  'only_role_arn',
  'agent_source_identity',
  'agent_tag',
  'agents',
  'confirm',
]

/** [default] with its settings alone, for credentials that the environment gives. */
export function withoutIdentity(profile: Profile): Profile {
  return withKeys(profile, Object.fromEntries(IDENTITY_KEYS.map((key) => [key, undefined])))
}
