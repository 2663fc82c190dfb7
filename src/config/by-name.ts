import type { AwsFiles } from './aws-file.js'
import { callsRolecall, commandWords } from './own-command.js'

/**
 * What an SDK prefers to `credential_process`, combines with it, or refuses beside it (contracts §1.6, §4.3).
 */
const IN_THE_WAY = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'login_session',
]

/** Whether an SDK that is told no more than the profile's name asks rolecall for its credentials. */
export function isUsableByName(files: AwsFiles, profile: string): boolean {
  const keys = files.profile(profile)
  const command = keys?.get('credential_process')?.value
  if (!keys || command === undefined || !callsRolecall(command)) return false
  return namedIn(command) === profile && !IN_THE_WAY.some((key) => keys.has(key))
}

/** @returns the profile that the command asks for */
function namedIn(command: string): string | undefined {
  const words = commandWords(command)
  const [first, second] = words.slice(words.indexOf('process') + 1)
  if (first === '--profile') return second
  return first?.replace(/^--profile=/, '')
}
