import { parseRolecallCommand } from '../aws-files/adopt/recognize-process-command.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import { shellWord } from '../core/shell-word.js'
import type { Host } from '../system/host.js'
import { missingProgram, type MissingProgram } from '../system/process/starter/alive.js'

/** Why SDKs cannot use an adopted profile. */
export interface ProcessFault {
  /** `its credential_process runs /opt/rolecall, which is gone`. */
  reason: string
  /** True if SDKs with the PATH of this terminal can use it all the same. */
  isFoundByPath: boolean
}

/**
 * Finds out whether the program is gone that the `credential_process` of an adopted profile names,
 * after an upgrade of Node for example.
 * @returns undefined if it can be run, or the profile does not run rolecall
 */
export function processFaults(
  host: Pick<Host, 'env' | 'platform' | 'paths'>,
): (files: AwsFiles, profile: string) => ProcessFault | undefined {
  const known = new Map<string, MissingProgram | undefined>()
  return (files, profile) => {
    const value = files.profile(profile)?.get('credential_process')?.value ?? ''
    const program = parseRolecallCommand(value)?.program
    if (!program) return undefined
    const key = program.join('\0')
    if (!known.has(key)) known.set(key, missingProgram(program, host))
    const gone = known.get(key)
    if (!gone) return undefined
    const reason = `its credential_process runs ${gone.name}, which is gone`
    return { reason, isFoundByPath: gone.isFoundByPath }
  }
}

/** @param what profile, or how many */
export function describeEffect(what: string, isFoundByPath: boolean): string {
  return isFoundByPath
    ? `only SDKs with the PATH of this terminal can use ${what}`
    : `SDKs cannot use ${what}`
}

/** The command that mends the profile. */
export function mendCommand(profile: string): string {
  return `rolecall adopt ${shellWord(profile)}`
}
