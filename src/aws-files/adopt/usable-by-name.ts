import { COMPETING } from './section.js'
import type { AwsFiles } from '../aws-files.js'
import { callsRolecall, commandWords } from './credential-process.js'

const IN_THE_WAY = ['aws_access_key_id', 'aws_secret_access_key', ...COMPETING]

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
