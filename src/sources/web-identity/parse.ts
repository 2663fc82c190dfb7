import type { AwsFiles } from '../../aws-files/aws-files.js'
import type { Profile } from '../../aws-files/profile.js'
import type { WebIdentityFileSource, WebIdentityProcessSource } from '../../core/source.js'
import { webIdentityFileKind } from './traits.js'

/**
 * A web identity token in a file or printed by a command.
 * @returns undefined if the profile names neither
 */
export function parseWebIdentity(
  profile: Profile,
  files: AwsFiles,
): WebIdentityFileSource | WebIdentityProcessSource | undefined {
  const file = profile.get('web_identity_token_file')
  if (file) return parseWebIdentityFile(profile.name, file, files)
  const command = profile.get('web_identity_token_process')
  return command ? { kind: 'web-identity-process', profile: profile.name, command } : undefined
}

/** A web identity token in a file. Its hash tells one identity from another. */
export function parseWebIdentityFile(
  profile: string,
  file: string,
  { evidence }: Pick<AwsFiles, 'evidence'>,
): WebIdentityFileSource {
  return webIdentityFileKind.identify({ kind: 'web-identity-file', profile, file }, evidence)
}
