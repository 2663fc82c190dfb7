import type { AwsFiles } from '../aws-files/aws-files.js'

/**
 * The AWS file with a long-term access key of the profile's own; that of an included profile is
 * found there.
 */
export function plaintextKeyOf(profile: string, files: AwsFiles): string | undefined {
  const own = files.profile(profile)
  const id = own?.get('aws_access_key_id')
  const isWhole = id && own?.has('aws_secret_access_key')
  const expires = own?.has('aws_session_token') || own?.has('aws_security_token')
  return isWhole && !expires ? id.path : undefined
}
