import { parseAwsFiles } from '../../aws-files/aws-files.js'
import { configureProfile } from '../../aws-files/configure.js'
import { editFile } from '../../system/files/aws/edit-file.js'
import type { CommandContext } from '../context.js'
import { shownDiff } from '../ui/diff.js'

/**
 * Writes the MFA device of a profile into the config file, and shows the diff.
 * @param serial undefined removes the device
 * @throws RolecallError 'config' if the credentials file contains the key; Error of the file system
 */
export async function nameDevice(
  profile: string,
  serial: string | undefined,
  context: CommandContext,
): Promise<void> {
  const { host } = context
  const files = context.files()
  const edited = (text: string): string => {
    const now = parseAwsFiles({ ...files.config, text }, files.credentials, files.evidence)
    return configureProfile(now, { profile, changes: { mfa_serial: serial } })
  }
  const { stderr } = host.streams
  const { path, text } = files.config
  stderr.write(shownDiff(text, edited(text), path, stderr))
  await editFile(path, host, edited)
}
