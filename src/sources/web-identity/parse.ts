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
  { evidence }: AwsFiles,
): WebIdentityFileSource | WebIdentityProcessSource | undefined {
  const file = profile.get('web_identity_token_file')
  if (file) {
    return webIdentityFileKind.identify(
      { kind: 'web-identity-file', profile: profile.name, file },
      evidence,
    )
  }
  const command = profile.get('web_identity_token_process')
  return command ? { kind: 'web-identity-process', profile: profile.name, command } : undefined
}
