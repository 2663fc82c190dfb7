import type { AwsFiles } from '../aws-files/aws-files.js'
import { readProfile } from '../aws-files/profile.js'
import type { Credentials } from '../core/credentials.js'

/** The account that a profile declares for its credentials, which do not name it themselves. */
export function accountOf(profile: string, files: AwsFiles): Pick<Credentials, 'accountId'> {
  const accountId = readProfile(files, profile)?.get('aws_account_id')
  return accountId === undefined ? {} : { accountId }
}
