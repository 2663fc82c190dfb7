import type { Profile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import type { StaticSource } from '../../core/source/keys.js'

/** True if the profile contains both halves of an access key. */
export function hasStaticKeys(profile: Profile): boolean {
  return Boolean(profile.get('aws_access_key_id') && profile.get('aws_secret_access_key'))
}

/**
 * The access key in a profile.
 * @returns undefined if there is none, or only half of it ({@link halfKeyOfProfile})
 */
export function parseStatic(profile: Profile): StaticSource | undefined {
  const accessKeyId = profile.get('aws_access_key_id')
  if (!accessKeyId || !hasStaticKeys(profile)) return undefined
  return {
    kind: 'static',
    profile: profile.name,
    file: profile.fileOf('aws_access_key_id') ?? '',
    accessKeyId,
    temporary: sessionTokenOf(profile) !== undefined,
  }
}

/**
 * What is wrong with an access key of which only half is in a profile. It is a note if another
 * source is complete, and an error if none is.
 * @returns undefined if both halves are there, or none
 */
export function halfKeyOfProfile(profile: Profile): string | undefined {
  const hasId = Boolean(profile.get('aws_access_key_id'))
  if (hasId === Boolean(profile.get('aws_secret_access_key'))) return undefined
  return `profile ${profile.name} has no ${hasId ? 'aws_secret_access_key' : 'aws_access_key_id'}`
}

/** The error for a profile in which half an access key is all there is. */
export function halfKeyError(profile: Profile): RolecallError | undefined {
  const half = halfKeyOfProfile(profile)
  if (half === undefined) return undefined
  return new RolecallError('config', half, {
    hint: 'an access key needs both an ID and a secret; only one of them is set',
  })
}

/** `aws_security_token` is the legacy name, which botocore still reads. */
export function sessionTokenOf(profile: Profile): string | undefined {
  return profile.get('aws_session_token') ?? profile.get('aws_security_token')
}
