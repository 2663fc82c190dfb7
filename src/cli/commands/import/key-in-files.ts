import { parseAwsFiles, type AwsFiles } from '../../../aws-files/aws-files.js'
import { checkedKey, type KeyPair } from '../../../aws-files/key-text.js'
import { readProfile } from '../../../aws-files/profile.js'
import { removeKey } from '../../../aws-files/remove-key.js'
import { FILE_KINDS } from '../../../aws-files/section-header.js'
import { serveKey, type ServedKey } from '../../../aws-files/serve-key.js'
import { RolecallError } from '../../../core/errors.js'
import { hasStaticKeys, sessionTokenOf } from '../../../sources/static/parse.js'
import type { FileTexts } from '../../keys/key-plan.js'

/**
 * The long-term key of a profile in the AWS files.
 * @returns why it cannot be moved, as a text, if there is none
 * @throws RolecallError 'config' if it does not have the form of a key
 */
export function keyInFiles(files: AwsFiles, profile: string): KeyPair | string {
  // An included profile's key is moved with that profile.
  const own = readProfile({ ...files, profile: (name) => withoutInclude(files, name) }, profile)
  if (!own || !hasStaticKeys(own)) return 'it has no access key in the AWS files'
  if (sessionTokenOf(own) !== undefined) return 'its key is a session, which expires'
  const accessKeyId = own.get('aws_access_key_id') ?? ''
  const secretAccessKey = own.get('aws_secret_access_key') ?? ''
  return checkedKey({ accessKeyId, secretAccessKey }, `profile ${profile}`)
}

function withoutInclude(files: AwsFiles, name: string): ReturnType<AwsFiles['profile']> {
  const keys = files.profile(name)
  return keys && new Map([...keys].filter(([key]) => !key.endsWith('include_profile')))
}

/**
 * Both files without the key of a profile, which runs rolecall instead.
 * @throws RolecallError as {@link serveKey} and {@link removeKey}
 */
export function textsWithoutKey(files: AwsFiles, served: ServedKey, key: KeyPair): FileTexts {
  const config = serveKey(files, served)
  return {
    config: removeKey(config, 'config', served.profile, key),
    credentials: removeKey(files.credentials.text, 'credentials', served.profile, key),
  }
}

/** The files with other texts. */
export function withTexts(files: AwsFiles, texts: FileTexts): AwsFiles {
  const [config, credentials] = FILE_KINDS.map((kind) => ({ ...files[kind], text: texts[kind] }))
  return parseAwsFiles(config ?? files.config, credentials ?? files.credentials, files.evidence)
}

/**
 * Refuses to take a key out of a file if it is no longer the one that was stored.
 * @throws RolecallError 'config'
 */
export function refuseChanged(files: AwsFiles, profile: string, stored: KeyPair): void {
  const now = keyInFiles(files, profile)
  if (typeof now === 'string') return
  const isSame =
    now.accessKeyId === stored.accessKeyId && now.secretAccessKey === stored.secretAccessKey
  if (isSame) return
  throw new RolecallError('config', `the access key of profile ${profile} has just changed`, {
    hint: 'the file keeps it; run the command again',
  })
}
