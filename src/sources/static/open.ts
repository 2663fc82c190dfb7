import { readProfile } from '../../aws-files/profile.js'
import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { StaticSource } from '../../core/source/keys.js'
import type { OpenContext } from '../open-context.js'
import { sessionTokenOf } from './parse.js'

/**
 * The access key in a profile, with its secret.
 * @throws RolecallError 'config' if the files changed since the plan was made
 */
export function openStatic(
  source: StaticSource,
  { files }: Pick<OpenContext, 'files'>,
): Credentials {
  const profile = readProfile(files, source.profile)
  const accessKeyId = profile?.get('aws_access_key_id')
  const secretAccessKey = profile?.get('aws_secret_access_key')
  if (!profile || !secretAccessKey || accessKeyId !== source.accessKeyId) {
    throw new RolecallError('config', `the access key of profile ${source.profile} has changed`)
  }
  const sessionToken = sessionTokenOf(profile)
  const accountId = profile.get('aws_account_id')
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    ...(accountId ? { accountId } : {}),
  }
}
