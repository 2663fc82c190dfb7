import type { SourcedValue } from './validate.js'
import type { Profile } from '../aws-files/profile.js'

/** The flag, or else what the profile says, as it stands there. */
export function flagOrProfile<T = string>(
  flag: T | undefined,
  flagName: string,
  profile: Profile,
  key: string,
): SourcedValue<T | string> | undefined {
  return flag === undefined
    ? fromProfile(profile, key)
    : { value: flag, from: flagName, code: 'usage' }
}

export function fromProfile(profile: Profile, key: string): SourcedValue | undefined {
  const value = profile.get(key)
  const from = `${key} of profile ${profile.name}`
  return value === undefined ? undefined : { value, from, code: 'config' }
}
