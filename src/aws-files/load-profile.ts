import { RolecallError } from '../core/errors.js'
import type { AwsFiles } from './aws-files.js'
import { missingProfileError } from './missing-profile.js'
import { readProfile, refuseControlCharacters, type Profile } from './profile.js'

/**
 * Reads a profile that must exist.
 * @param origin where the name comes from, for the message: a variable, or `a -> b`
 * @param excluded profiles that lead to it by source_profile, which are not suggested instead
 * @throws RolecallError 'usage' for an empty name, 'config' for a profile that does not exist
 */
export function loadProfile(
  files: AwsFiles,
  name: string,
  origin?: string,
  excluded: readonly string[] = [],
): Profile {
  refuseControlCharacters(name, 'a profile name')
  if (name === '') {
    throw new RolecallError('usage', 'the profile name is empty', {
      hint: 'it may come from a variable that is not set',
    })
  }
  const profile = readProfile(files, name)
  if (profile === undefined) throw missingProfileError(files, name, origin, excluded)
  return profile
}
