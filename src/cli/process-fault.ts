import { parseRolecallCommand } from '../aws-files/adopt/recognize-process-command.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import { shellWord } from '../core/shell-word.js'
import type { Host } from '../system/host.js'
import { missingProgram } from '../system/process/starter/alive.js'

/**
 * Says why no SDK can use an adopted profile: the program that its `credential_process` names is
 * gone, after an upgrade of Node for example.
 * @returns for each profile a sentence, `its credential_process runs /opt/rolecall, which is gone`;
 * undefined if it can be run, or the profile does not run rolecall
 */
export function processFaults(
  host: Pick<Host, 'env' | 'platform' | 'paths'>,
): (files: AwsFiles, profile: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (files, profile) => {
    const value = files.profile(profile)?.get('credential_process')?.value ?? ''
    const program = parseRolecallCommand(value)?.program
    if (!program) return undefined
    const key = program.join('\0')
    if (!known.has(key)) known.set(key, missingProgram(program, host))
    const gone = known.get(key)
    return gone && `its credential_process runs ${gone}, which is gone`
  }
}

/** The command that mends the profile. */
export function mendCommand(profile: string): string {
  return `rolecall adopt ${shellWord(profile)}`
}
