import { RolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import { KEY_PREFIX, readProfile } from '../profile.js'
import { adoptionEdits } from './adoption-edits.js'
import { rewrite, type ProfileSelection, type RewriteResult } from './rewrite.js'
import type { ProfileKeys } from './section.js'

/**
 * Turns role profiles into `credential_process` profiles, so that every SDK runs rolecall.
 * `eject` restores them byte for byte.
 * @param command makes the command line that SDKs run for a profile
 * @throws RolecallError if a selected profile cannot be adopted; of `all`, it is skipped
 */
export function adopt(
  files: AwsFiles,
  selection: ProfileSelection,
  command: (profile: string) => string,
): RewriteResult {
  return rewrite(files, selection, (name, perFile) => {
    const keys = perFile.find(({ visible }) => visible.length > 0) ?? perFile[0]
    const hasVisibleKeys = keys !== undefined && keys.visible.length > 0
    if (!hasVisibleKeys && perFile.some(({ processLines }) => processLines.length > 0)) {
      return 'it is already adopted'
    }
    if (!hasVisibleKeys && perFile.some(({ prefixed }) => prefixed.length > 0)) {
      return 'its keys already have the rolecall_ prefix'
    }
    const role = readProfile(files, name)?.get('role_arn')
    if (role === undefined && selection === 'all') return 'it has no role'
    refuseAmbiguous(name, files, perFile)
    if (!keys || (role === undefined && !hasVisibleKeys)) {
      throw new RolecallError('config', `profile ${name} has nothing to adopt`, {
        hint: 'it needs a role_arn, or another source of credentials that SDKs read',
      })
    }
    return { [keys.kind]: adoptionEdits(files[keys.kind].text, keys, command(name)) }
  })
}

/**
 * @throws RolecallError 'config' if the adopted profile would not work, or could not be restored
 */
function refuseAmbiguous(name: string, files: AwsFiles, perFile: readonly ProfileKeys[]): void {
  const refuse = (what: string, hint: string): never => {
    throw new RolecallError('config', `profile ${name} ${what}`, { hint })
  }
  const profile = files.profile(name)
  if (profile?.has('aws_access_key_id') || profile?.has('aws_secret_access_key')) {
    refuse(
      'contains access keys, which SDKs would use instead of running rolecall',
      'move the keys to a profile of their own, and name that as source_profile here',
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
}
