import type { AwsFiles } from '../aws-files.js'
import { KEY_PREFIX } from '../profile.js'
import type { TextEdit } from '../text-edit.js'
import { adoptionEdits } from './adoption-edits.js'
import type { AdoptionLines } from './section.js'

/*
 * A profile whose key rolecall stores
 *
 *     [profile jane]
 *     # adopted by rolecall; "rolecall eject" undoes this
 *     credential_process = rolecall process --profile jane
 *     mfa_serial = arn:aws:iam::123456789012:mfa/jane
 *     rolecall_credential_process = aws-vault export --no-session --format=json jane
 *
 * SDKs run the line whatever else the profile has, so that only the command of another tool is
 * hidden. The rest stays as the user wrote it.
 */

/** Keys of a profile that has a role, or an access key in a file. */
const OTHER_THAN_STORED = /(^|_)role_arn$|^aws_access_key_id$|^aws_secret_access_key$/

/** Whether SDKs get the stored key of this name through rolecall, or should. */
export function isOfStoredKey(files: AwsFiles, name: string): boolean {
  if (files.evidence.storedKey(name) === undefined) return false
  return ![...(files.profile(name)?.keys() ?? [])].some((key) => OTHER_THAN_STORED.test(key))
}

/** Edits that let SDKs run rolecall for a stored key. */
export function keyEdits(text: string, keys: AdoptionLines, command: string): TextEdit[] {
  const visible = keys.visible.filter(({ key }) => key === 'credential_process')
  return adoptionEdits(text, { ...keys, visible }, command)
}

/** What {@link keyEdits} has hidden; the user wrote other keys with the prefix. */
export function hiddenByKeyEdits({ prefixed, visible }: AdoptionLines): AdoptionLines['prefixed'] {
  const isBack = visible.some(({ key }) => key === 'credential_process')
  return prefixed.filter(({ key }) => key === `${KEY_PREFIX}credential_process` && !isBack)
}
