import type { AwsFiles } from '../../../aws-files/aws-files.js'
import { runsToolFor } from '../../../aws-files/adopt/recognize-process-command.js'
import { readProfile } from '../../../aws-files/profile.js'
import { serveKey, type ServedKey } from '../../../aws-files/serve-key.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { hasStaticKeys } from '../../../sources/static/parse.js'
import type { FileTexts } from '../../keys/key-plan.js'

/** The tool that a key comes from, whose `credential_process` rolecall replaces. */
export interface FormerTool {
  tool: string
  /** The name of the key there. */
  name: string
}

/**
 * Both files once rolecall serves a key that is in neither.
 * @throws RolecallError as {@link serveKey}; 'config' if the profile has another key, which SDKs
 * would use instead
 */
export function textsServing(files: AwsFiles, served: ServedKey, former?: FormerTool): FileTexts {
  const { profile } = served
  const present = readProfile(files, profile)
  if (present && hasStaticKeys(present)) {
    const what = `profile ${profile} has an access key in ${present.fileOf('aws_access_key_id') ?? ''}, which SDKs use instead`
    throw new RolecallError('config', what, {
      hint: `to move that one: rolecall import ${shellWord(profile)} --from credentials; to store the other one under another name: --as NAME`,
    })
  }
  const isFormer =
    former !== undefined &&
    runsToolFor(files.profile(profile)?.get('credential_process')?.value ?? '', former)
  const config = serveKey(files, { ...served, replaces: served.replaces || isFormer })
  return { config, credentials: files.credentials.text }
}
