import { RolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import { readProfile } from '../profile.js'
import { adoptionEdits, isMarked, programEdits } from './adoption-edits.js'
import { inheritedSettings } from './inherited-settings.js'
import { parseRolecallCommand } from './recognize-process-command.js'
import { refuseAmbiguous } from './refuse-ambiguous.js'
import {
  editProfiles,
  type Decision,
  type ProfileSelection,
  type EditedProfiles,
} from './edit-profiles.js'
import type { AdoptionLines } from './section.js'
import { isOfStoredKey, keyEdits } from './stored-key.js'

/** What adopting needs to know of the machine. */
export interface AdoptOptions {
  /** The words that start rolecall, quoted, for lines that are there already. */
  program?: string
  /**
   * Whether the program of such a line has to be replaced: it is gone, or the next upgrade would
   * move it.
   * @param marked true if `adopt` wrote the line
   */
  isOutdated?: (program: readonly string[], marked: boolean) => boolean
  /** @throws RolecallError if rolecall would not serve the profile as SDKs do now */
  check?: (files: AwsFiles, profile: string) => void
}

/**
 * Turns profiles with a role or a stored key into `credential_process` profiles, so that every SDK
 * runs rolecall. Mends the lines of profiles that run it already. `eject` restores all of them byte
 * for byte.
 * @param command makes the command line that SDKs run for a profile
 * @throws RolecallError if a selected profile cannot be adopted; of `all`, it is skipped
 */
export function adopt(
  files: AwsFiles,
  selection: ProfileSelection,
  command: (profile: string) => string,
  options: AdoptOptions = {},
): EditedProfiles {
  return editProfiles(files, selection, (name, perFile) => {
    const isServed = perFile.some(({ processLines }) => processLines.length > 0)
    const [own] = isOfStoredKey(files, name) ? perFile : []
    if (own && isServed) return mended(files, perFile, options)
    if (own) return { edits: { [own.kind]: keyEdits(files[own.kind].text, own, command(name)) } }
    const keys = perFile.find(({ visible }) => visible.length > 0) ?? perFile[0]
    const hasVisibleKeys = keys !== undefined && keys.visible.length > 0
    if (!hasVisibleKeys && isServed) return mended(files, perFile, options)
    if (!hasVisibleKeys && perFile.some(({ prefixed }) => prefixed.length > 0)) {
      return {
        skip: 'its keys already have the rolecall_ prefix',
        hint: `add this line to it: credential_process = ${command(name)}`,
      }
    }
    const profile = readProfile(files, name)
    const role = profile?.get('role_arn')
    const isSignIn = profile?.get('sso_account_id') ?? profile?.get('sso_role_name')
    // SDKs know no identity pool, so that there may be no key to hide.
    const isPool = profile?.get('cognito_pool') !== undefined
    if (selection === 'all' && !role && !isSignIn && !isPool) return { skip: 'it has no role' }
    refuseAmbiguous(name, files, perFile)
    if (!keys || (role === undefined && !hasVisibleKeys && !isPool)) {
      throw new RolecallError('config', `profile ${name} has nothing to adopt`, {
        hint: 'it needs a role_arn, or another source of credentials that SDKs read',
      })
    }
    options.check?.(files, name)
    const inherited = inheritedSettings(files, name)
    const edits = adoptionEdits(files[keys.kind].text, keys, command(name), inherited)
    return { edits: { [keys.kind]: edits }, added: inherited.map(([key]) => key) }
  })
}

/** Replaces the program of lines that are there, if it is outdated. */
function mended(
  files: AwsFiles,
  perFile: readonly AdoptionLines[],
  { isOutdated, program = '' }: AdoptOptions,
): Decision {
  const edits = perFile.map((keys) => {
    const { text } = files[keys.kind]
    const marked = isMarked(text, keys)
    const processLines = keys.processLines.filter(({ value }) => {
      const command = parseRolecallCommand(value)
      return command && isOutdated?.(command.program, marked)
    })
    return [keys.kind, programEdits(text, { ...keys, processLines }, program)] as const
  })
  if (edits.every(([, each]) => each.length === 0)) {
    return { skip: 'it is already adopted', isDone: true }
  }
  return { edits: Object.fromEntries(edits), isMended: true }
}
