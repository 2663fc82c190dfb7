import { RolecallError } from '../core/errors.js'
import { hiddenKey, profileKeysIn } from './adopt/section.js'
import { adopt } from './adopt/adopt.js'
import { openAwsFiles, type AwsFiles } from './aws-files.js'
import { editProfile, type Changes } from './edit.js'
import { PREFIX } from './profile.js'

export interface Configuration {
  profile: string
  /** By the SDKs' own keys. */
  changes: Changes
  /** What SDKs are to start, if the profile is to be adopted as well. */
  command?: string
}

/** Keys of which a profile has one. */
const SOURCES = ['source_profile', 'credential_source', 'web_identity_token_file']

/**
 * Writes a profile into the config file, in the spelling that it has there: an adopted one keeps its keys hidden, and a key with
 * our prefix wins over one without.
 * @returns the file's new text
 * @throws RolecallError for what cannot be written, and where the credentials file would win over it
 */
export function configured(files: AwsFiles, { profile, changes, command }: Configuration): string {
  const present = files.profile(profile)
  const holding = profileKeysIn(files.config.text, 'config').get(profile)
  const isAdopted = (holding?.asking.length ?? 0) > 0
  const spelt = (key: string): string => {
    if (present?.has(PREFIX + key)) return PREFIX + key
    return isAdopted ? hiddenKey(key) : key
  }
  const wanted: Record<string, string | undefined> = {}
  for (const [key, value] of Object.entries(changes)) {
    const place = present?.get(spelt(key))?.path
    if (place === files.credentials.path && place !== files.config.path) {
      throw new RolecallError('config', `${key} of ${profile} stands in ${place}`, {
        hint: 'what is there wins over the config file: change it in an editor, or move it',
      })
    }
    wanted[spelt(key)] = value
    if (value !== undefined && SOURCES.includes(key)) {
      for (const other of SOURCES) if (other !== key) wanted[spelt(other)] ??= undefined
    }
  }
  const text = editProfile(files.config.text, 'config', profile, wanted)
  if (command === undefined || isAdopted) return text
  const edited = openAwsFiles({ ...files.config, text }, files.credentials)
  return adopt(edited, [profile], () => command).texts.config
}
