import type { Setting } from './validate.js'
import type { Profile } from '../aws-files/profile.js'

/** The flag, or else what the profile says, as it stands there. */
export function given<T = string>(
  flag: T | undefined,
  flagName: string,
  profile: Profile,
  key: string,
): Setting<T | string> | undefined {
  return flag === undefined
    ? ofProfile(profile, key)
    : { value: flag, from: flagName, code: 'usage' }
}

export function ofProfile(profile: Profile, key: string): Setting | undefined {
  const value = profile.get(key)
  const from = `${key} of profile ${profile.name}`
  return value === undefined ? undefined : { value, from, code: 'config' }
}
