import type { AwsFiles } from '../../aws-files/aws-files.js'
import type { Profile } from '../../aws-files/profile.js'
import type { WebIdentityFileSource, WebIdentityProcessSource } from '../../core/source.js'

/**
 * A web identity token in a file or printed by a command.
 * @returns undefined if the profile names neither
 */
export function parseWebIdentity(
  profile: Profile,
  { hashOf }: AwsFiles,
): WebIdentityFileSource | WebIdentityProcessSource | undefined {
  const file = profile.get('web_identity_token_file')
  if (file) {
    const tokenHash = hashOf(file)
    const hash = tokenHash === undefined ? {} : { tokenHash }
    return { kind: 'web-identity-file', profile: profile.name, file, ...hash }
  }
  const command = profile.get('web_identity_token_process')
  return command ? { kind: 'web-identity-process', profile: profile.name, command } : undefined
}
