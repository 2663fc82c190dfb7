import type { Profile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import type { StaticSource } from '../../core/source.js'

/** Half of an access key counts, as in botocore: it is an error, not the same as no key. */
export function hasStaticKeys(profile: Profile): boolean {
  return Boolean(profile.get('aws_access_key_id') ?? profile.get('aws_secret_access_key'))
}

/**
 * The access key in a profile.
 * @returns undefined if there is none
 * @throws RolecallError 'config' if only half of it is there
 */
export function parseStatic(profile: Profile): StaticSource | undefined {
  if (!hasStaticKeys(profile)) return undefined
  const accessKeyId = profile.get('aws_access_key_id')
  if (!accessKeyId || !profile.get('aws_secret_access_key')) {
    const missing = accessKeyId ? 'aws_secret_access_key' : 'aws_access_key_id'
    throw new RolecallError('config', `profile ${profile.name} has no ${missing}`, {
      hint: 'an access key needs both an ID and a secret; only one of them is set',
    })
  }
  return {
    kind: 'static',
    profile: profile.name,
    file: profile.fileOf('aws_access_key_id') ?? '',
    accessKeyId,
    temporary: sessionTokenOf(profile) !== undefined,
  }
}

/** `aws_security_token` is the legacy name, which botocore still reads. */
export function sessionTokenOf(profile: Profile): string | undefined {
  return profile.get('aws_session_token') ?? profile.get('aws_security_token')
}
