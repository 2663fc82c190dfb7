import { readProfile } from '../../../aws-files/profile.js'
import { RolecallError, unlessRefused } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import type { CommandContext } from '../../context.js'
import { userNameOf } from '../../keys/own-key-call.js'

/** @throws RolecallError 'config' for a key that cannot be rotated, or whose copy would be dead */
export function refuseUnfit(
  { profile, accessKeyId, arn }: IndexEntry<'key'>,
  context: CommandContext,
): void {
  if (arn?.endsWith(':root')) {
    throw new RolecallError('config', `${accessKeyId} is a key of the root user`, {
      hint: 'delete it in the console, and store a key of an IAM user: rolecall add NAME',
    })
  }
  if (arn === undefined || userNameOf(arn) === undefined) {
    throw new RolecallError('config', `the user of ${accessKeyId} is not known`, {
      hint: `store the key again, so that rolecall asks AWS for its owner: rolecall add ${shellWord(profile)} --replace`,
    })
  }
  const files = context.files()
  for (const name of files.profileNames()) {
    const present = unlessRefused(() => readProfile(files, name))
    if (present?.get('aws_access_key_id') !== accessKeyId) continue
    const file = present.fileOf('aws_access_key_id') ?? ''
    const what = `${accessKeyId} is also in ${file}, for ${name}, and would stop working there`
    throw new RolecallError('config', what, {
      hint: `remove it from the file first: rolecall import ${shellWord(name)} --from credentials`,
    })
  }
}
