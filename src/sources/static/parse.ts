import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { Source } from '../../core/source.js'
import type { AwsFiles } from '../../aws-files/aws-files.js'
import { readProfile, type Profile } from '../../aws-files/profile.js'

/**
 * Either key alone counts, as in botocore: half a pair is a mistake to be told, not to be passed
 * over.
 */
export function hasStaticKeys(profile: Profile): boolean {
  return Boolean(profile.get('aws_access_key_id') ?? profile.get('aws_secret_access_key'))
}

/** @throws RolecallError where half of the pair is missing */
export function staticSource(profile: Profile): Source {
  const accessKeyId = profile.get('aws_access_key_id')
  if (!accessKeyId || !profile.get('aws_secret_access_key')) {
    const missing = accessKeyId ? 'aws_secret_access_key' : 'aws_access_key_id'
    throw new RolecallError('config', `profile ${profile.name} has no ${missing}`, {
      hint: 'a long-term key is a pair; the other half is there',
    })
  }
  return {
    kind: 'static',
    profile: profile.name,
    file: profile.fileOf('aws_access_key_id') ?? '',
    accessKeyId,
    temporary: tokenOf(profile) !== undefined,
  }
}

/**
 * The secret that belongs to a static source.
 * @throws RolecallError where the files changed since the plan was made
 */
export function staticCredentials(
  files: AwsFiles,
  source: Extract<Source, { kind: 'static' }>,
): Credentials {
  const profile = readProfile(files, source.profile)
  const accessKeyId = profile?.get('aws_access_key_id')
  const secretAccessKey = profile?.get('aws_secret_access_key')
  if (!profile || !secretAccessKey || accessKeyId !== source.accessKeyId) {
    throw new RolecallError('config', `the keys of profile ${source.profile} have changed`)
  }
  const sessionToken = tokenOf(profile)
  const accountId = profile.get('aws_account_id')
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    ...(accountId ? { accountId } : {}),
  }
}

/** `aws_security_token` is the name of old, which botocore still reads. */
function tokenOf(profile: Profile): string | undefined {
  return profile.get('aws_session_token') ?? profile.get('aws_security_token')
}
