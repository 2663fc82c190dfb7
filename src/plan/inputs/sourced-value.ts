import type { Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import type { ErrorCode } from '../../core/errors.js'
import type { ForeignVariable } from './foreign-variables.js'

/** A value with its origin for error messages: a flag, a variable, a key of a profile. */
export interface SourcedValue<T = string> {
  value: T
  /** `--external-id`, `external_id of profile dev`. */
  from: string
  /** 'usage' for a flag, 'config' for a file or a variable. */
  code: ErrorCode
}

/** The value of a flag, or else of the profile's key. */
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

/** @returns undefined if the profile has no such key */
export function fromProfile(profile: Profile, key: string): SourcedValue | undefined {
  const value = profile.get(key)
  const from = `${key} of profile ${profile.name}`
  return value === undefined ? undefined : { value, from, code: 'config' }
}

/** The value of a variable of aws-vault. @returns undefined if it is not set */
export function fromVariable(env: Env, name: ForeignVariable): SourcedValue | undefined {
  const value = envVar(env, name)
  return value === undefined ? undefined : { value, from: name, code: 'config' }
}
