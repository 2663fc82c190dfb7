import type { AwsFiles } from '../../aws-files/aws-files.js'
import { readProfile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import type { CallerIdentity } from '../../sts/call-sts.js'

/**
 * Refuses a key of another account than the one that the profile, and the roles based on it,
 * expect: AWS accepts an MFA device only from a user of its own account. The account of a role says
 * nothing, because roles may be assumed across accounts.
 * @throws RolecallError 'config'
 */
export function refuseOtherAccount(
  profile: string,
  accessKeyId: string,
  { account }: CallerIdentity,
  files: AwsFiles,
): void {
  for (const name of files.profileNames()) {
    const present = readProfile(files, name)
    if (!present || (name !== profile && present.get('source_profile') !== profile)) continue
    const serial = present.get('mfa_serial')
    const [, expected] = /^arn:[^:]*:iam::(\d{12}):/.exec(serial ?? '') ?? []
    if (serial === undefined || expected === undefined || expected === account) continue
    const what = `${accessKeyId} is a key of account ${account}, and the MFA device of profile ${name} is of account ${expected}`
    throw new RolecallError('config', what, {
      hint: `take the key of account ${expected}, or correct mfa_serial = ${serial} of profile ${name}`,
    })
  }
}
