import type { AwsFiles } from '../aws-files.js'
import { callsRolecall, commandWords } from './recognize-process-command.js'
import { COMPETING_KEYS } from './section.js'

/** Keys with which an SDK would not run the profile's `credential_process`. */
const PREFERRED_KEYS = ['aws_access_key_id', 'aws_secret_access_key', ...COMPETING_KEYS]

/** True if an SDK that only knows the profile's name (AWS_PROFILE) runs rolecall for it. */
export function isUsableByName(files: AwsFiles, profile: string): boolean {
  const keys = files.profile(profile)
  const command = keys?.get('credential_process')?.value
  if (!keys || command === undefined || !callsRolecall(command)) return false
  return profileInCommand(command) === profile && !PREFERRED_KEYS.some((key) => keys.has(key))
}

/** @returns the profile whose credentials `rolecall process` prints; undefined for the default */
function profileInCommand(command: string): string | undefined {
  const words = commandWords(command)
  const [first, second] = words.slice(words.indexOf('process') + 1)
  if (first === '--profile') return second
  return first?.replace(/^--profile=/, '')
}
