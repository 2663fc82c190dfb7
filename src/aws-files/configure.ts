import { RolecallError } from '../core/errors.js'
import { adopt } from './adopt/adopt.js'
import { hiddenKey, profileKeysIn } from './adopt/section.js'
import { parseAwsFiles, type AwsFiles } from './aws-files.js'
import { editProfile, type Changes } from './edit.js'
import { KEY_PREFIX } from './profile.js'

/** Settings to write into a profile. */
export interface Configuration {
  profile: string
  /** By the SDKs' own keys, without the prefix. */
  changes: Changes
  /** Command line for `credential_process`, to adopt the profile as well. */
  command?: string
}

/** Keys that exclude each other. */
const SOURCE_KEYS = ['source_profile', 'credential_source', 'web_identity_token_file']

/**
 * Writes settings of a profile into the config file. A key that the profile has with the prefix is
 * written with it, and the keys of an adopted profile stay hidden.
 * @returns the new text of the file
 * @throws RolecallError 'usage' for a value that cannot be written, 'config' if the credentials
 * file contains the key, because it would take precedence
 */
export function configureProfile(
  files: AwsFiles,
  { profile, changes, command }: Configuration,
): string {
  const present = files.profile(profile)
  const profileKeys = profileKeysIn(files.config.text, 'config').get(profile)
  const isAdopted = (profileKeys?.processLines.length ?? 0) > 0
  const spelling = (key: string): string => {
    if (present?.has(KEY_PREFIX + key)) return KEY_PREFIX + key
    return isAdopted ? hiddenKey(key) : key
  }
  const edits: Record<string, string | undefined> = {}
  for (const [key, value] of Object.entries(changes)) {
    const path = present?.get(spelling(key))?.path
    if (path === files.credentials.path && path !== files.config.path) {
      throw new RolecallError('config', `${key} of ${profile} is in ${path}`, {
        hint: 'the credentials file takes precedence over the config file: edit the key there, or move it',
      })
    }
    edits[spelling(key)] = value
    if (value !== undefined && SOURCE_KEYS.includes(key)) {
      for (const other of SOURCE_KEYS) if (other !== key) edits[spelling(other)] ??= undefined
    }
  }
  const text = editProfile(files.config.text, 'config', profile, edits)
  if (command === undefined || isAdopted) return text
  const edited = parseAwsFiles({ ...files.config, text }, files.credentials, files.evidence)
  return adopt(edited, [profile], () => command).texts.config
}
