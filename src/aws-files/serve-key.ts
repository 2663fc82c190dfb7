import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import { callsRolecall } from './adopt/recognize-process-command.js'
import { COMPETING_KEYS, profileKeysIn } from './adopt/section.js'
import { keyEdits } from './adopt/stored-key.js'
import type { AwsFiles } from './aws-files.js'
import { editProfile } from './edit.js'
import { KEY_PREFIX } from './profile.js'
import { applyEdits } from './text-edit.js'

/** A profile whose access key rolecall stores. */
export interface ServedKey {
  profile: string
  /** The command that SDKs run for it. */
  command: string
  region?: string | undefined
  /** The MFA device of the key's user. */
  serial?: string | undefined
  /** Whether the command of another tool may be replaced; `eject` brings it back. */
  replaces: boolean
  /** The command that stores the key under another name, without `rolecall`; `add` by default. */
  elsewhere?: string
}

/**
 * Writes a profile whose access key rolecall stores into the config file: SDKs run rolecall for it.
 * @returns the new text of the file
 * @throws RolecallError 'config' if the profile gets its credentials elsewhere; 'usage' for a name
 * or a region that some SDK would read differently
 */
export function serveKey(files: AwsFiles, served: ServedKey): string {
  refuseOtherSource(files, served)
  const { profile, command, region, serial } = served
  const { text } = files.config
  const settings = {
    ...(serial === undefined ? {} : { mfa_serial: serial }),
    ...(region === undefined ? {} : { region }),
  }
  const keys = profileKeysIn(text, 'config').get(profile)
  if (!keys) {
    return editProfile(text, 'config', profile, { credential_process: command, ...settings })
  }
  const edits = keys.processLines.length > 0 ? [] : keyEdits(text, keys, command)
  return editProfile(applyEdits(text, edits), 'config', profile, settings)
}

/** A key would be ignored, or would hide what the profile has now. */
function refuseOtherSource(files: AwsFiles, { profile, replaces, elsewhere }: ServedKey): void {
  const present = files.profile(profile)
  const other = COMPETING_KEYS.find((key) => present?.has(key) || present?.has(KEY_PREFIX + key))
  if (other !== undefined) {
    throw new RolecallError('config', `profile ${profile} has ${other}, and needs no access key`, {
      hint: `store the key under another name, for example rolecall ${elsewhere ?? `add ${shellWord(`${profile}-key`)}`}, and name it as source_profile of the role`,
    })
  }
  const command = present?.get('credential_process')
  if (!command || callsRolecall(command.value)) return
  if (command.path === files.credentials.path && command.path !== files.config.path) {
    throw new RolecallError('config', `credential_process of ${profile} is in ${command.path}`, {
      hint: 'the credentials file takes precedence over the config file: remove the line there first',
    })
  }
  if (replaces) return
  throw new RolecallError('config', `profile ${profile} runs another tool`, {
    hint: `to run rolecall instead: add --replace; rolecall eject ${shellWord(profile)} undoes it`,
  })
}
