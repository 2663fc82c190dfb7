import type { AwsFiles } from '../aws-files.js'
import { parseRolecallCommand } from './recognize-process-command.js'
import { COMPETING_KEYS } from './section.js'

/** Keys with which an SDK would not run the profile's `credential_process`. */
const PREFERRED_KEYS = ['aws_access_key_id', 'aws_secret_access_key', ...COMPETING_KEYS]

/** True if an SDK that only knows the profile's name (AWS_PROFILE) runs rolecall for it. */
export function isUsableByName(files: AwsFiles, profile: string): boolean {
  const keys = files.profile(profile)
  const command = parseRolecallCommand(keys?.get('credential_process')?.value ?? '')
  if (!keys || !command) return false
  return profileIn(command.args) === profile && !PREFERRED_KEYS.some((key) => keys.has(key))
}

/** @returns the profile whose credentials `rolecall process` prints; undefined for the default */
function profileIn(args: readonly string[]): string | undefined {
  const [first, second] = args.slice(args.indexOf('process') + 1)
  if (first === '--profile') return second
  return first?.replace(/^--profile=/, '')
}
