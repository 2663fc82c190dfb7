import { withPromptLock } from '../coordination/prompt-lock.js'
import { RolecallError } from '../core/errors.js'
import { runShell } from '../system/process/run-shell.js'
import { openTerminal } from '../system/terminal/terminal.js'
import { sleep } from '../system/time.js'
import type { CodeContext } from './code-request.js'
import { markCodeUsed, msToNextCode, parseCode, wasUsed } from './used-codes.js'

/**
 * Gets the code that the profile's `mfa_process` prints. If that code was already used, waits for
 * the next one and runs the command once more.
 * @returns undefined if the profile has no `mfa_process`
 * @throws RolecallError 'failed' if the command prints no code, or the used one again
 */
export async function codeFromProcess(context: CodeContext): Promise<string | undefined> {
  const { request, host, mayPrompt, left } = context
  const command = request.mfaProcess
  if (command === undefined) return undefined
  // The command may prompt on the terminal itself, and two at once would print the same code.
  const terminal = mayPrompt ? openTerminal(host) : undefined
  return withPromptLock(terminal ? `terminal-${terminal.id}` : 'mfa-process', context, async () => {
    let code = await runMfaProcess(command, context)
    if (wasUsed(request.serial, code, host)) {
      await sleep(Math.min(msToNextCode(host), left()))
      code = await runMfaProcess(command, context)
    }
    if (!wasUsed(request.serial, code, host)) return markCodeUsed(request.serial, code, host)
    const repeated = 'mfa_process printed a code that was already used'
    const message = request.refusal === undefined ? repeated : `${request.refusal}; ${repeated}`
    throw new RolecallError('failed', message, {
      hint: 'mfa_process must print the current code of the device; compare mfa_serial with it',
    })
  })
}

async function runMfaProcess(
  command: string,
  { host, mayPrompt, left }: CodeContext,
): Promise<string> {
  const options = { role: 'mfa_process', timeoutMs: left(), mayPrompt }
  const code = parseCode(await runShell(command, host, options))
  if (code) return code
  throw new RolecallError('failed', 'mfa_process did not print a six-digit code')
}
