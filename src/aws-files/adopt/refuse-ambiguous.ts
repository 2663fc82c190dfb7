import { RolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import type { Keys } from '../keys.js'
import { KEY_PREFIX } from '../profile.js'
import type { AdoptionLines } from './section.js'

/**
 * Refuses a profile that would not work once adopted, whose identity SDKs disagree about, or that
 * could not be restored.
 * @throws RolecallError 'config'
 */
export function refuseAmbiguous(
  name: string,
  files: AwsFiles,
  perFile: readonly AdoptionLines[],
): void {
  const refuse = (what: string, hint: string): never => {
    throw new RolecallError('config', `profile ${name} ${what}`, { hint })
  }
  const profile = files.profile(name)
  if (profile?.has('aws_access_key_id') || profile?.has('aws_secret_access_key')) {
    refuse(
      'contains access keys, which SDKs would use instead of running rolecall',
      'move the keys to a separate profile, and set source_profile to its name here',
    )
  }
  const [first, second] = perFile.filter(({ visible }) => visible.length > 0)
  if (first && second) {
    refuse(
      `has ${first.visible[0]?.key} in one file and ${second.visible[0]?.key} in the other`,
      `move them into one section of ${files.config.path}`,
    )
  }
  const [written] = perFile.flatMap(({ prefixed, processLines }) => [...processLines, ...prefixed])
  if (written) {
    refuse(
      `has both ${first?.visible[0]?.key} and ${written.key} for rolecall`,
      `write all its keys with the prefix ${KEY_PREFIX}, or all without it`,
    )
  }
  const [kind, other] = profile ? kindsOfCredentials(profile) : []
  if (kind !== undefined && other !== undefined) {
    refuse(
      `has both ${kind} and ${other}, and SDKs disagree on which one to use`,
      'remove one of them, then run rolecall adopt again',
    )
  }
}

/** Keys that make an SDK get credentials, each in another way (docs/contracts.md §1.6, §4.3). */
const KINDS = [
  ['role_arn', 'source_profile', 'credential_source'],
  ['web_identity_token_file'],
  ['sso_account_id', 'sso_role_name', 'sso_start_url'],
  ['login_session'],
  ['credential_process'],
]

/** @returns the first key of each kind; `role_arn` belongs to the web identity next to it */
function kindsOfCredentials(profile: Keys): string[] {
  const found = KINDS.flatMap((keys) => keys.find((key) => profile.has(key)) ?? [])
  const isRoleOfIdentity =
    profile.has('web_identity_token_file') &&
    !profile.has('source_profile') &&
    !profile.has('credential_source')
  return isRoleOfIdentity ? found.filter((key) => key !== 'role_arn') : found
}
