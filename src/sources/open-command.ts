import type { OpenContext } from './open-context.js'

/** As long as the SDKs that set a limit: another tool may be prompting the user. */
const COMMAND_TIMEOUT_MS = 60_000

/**
 * Runs the command line of a source.
 * @param key of the profile that contains the command line, for messages
 * @returns its standard output
 * @throws RolecallError 'failed'
 */
export async function runSourceCommand(
  command: string,
  key: string,
  { host, chain, mayPrompt }: OpenContext,
): Promise<string> {
  const { runShell } = await import('../system/process/run-shell.js')
  const options = { role: key, timeoutMs: COMMAND_TIMEOUT_MS, chain, mayPrompt }
  return runShell(command, host, options)
}
