import { setTimeout as sleep } from 'node:timers/promises'
import { RolecallError } from '../core/errors.js'
import { runShellCommand } from '../system/process/run-shell.js'
import { openTerminal } from '../system/terminal/terminal.js'
import type { CodeContext } from './code.js'
import { withPromptLock } from '../coordination/prompt-lock.js'
import { parseCode, markCodeUsed, untilNextCode, wasUsed } from './used-codes.js'

/**
 * The code that the profile's `mfa_process` prints. One that was already used is waited out, and the command run once more.
 * @throws RolecallError `failed` where it prints no code, or the used one again
 */
export async function fromMfaProcess(asking: CodeContext): Promise<string | undefined> {
  const { request, host, options } = asking
  const command = request.mfaProcess
  if (command === undefined) return undefined
  // The command may ask on the terminal itself; and two at once would print the same code.
  const terminal = options.mayPrompt ? openTerminal(host) : undefined
  return withPromptLock(terminal ? `terminal-${terminal.id}` : 'mfa-process', asking, async () => {
    let code = await runMfaProcess(command, asking)
    if (wasUsed(request.serial, code, host)) {
      await sleep(Math.min(untilNextCode(host), asking.left()))
      code = await runMfaProcess(command, asking)
    }
    if (!wasUsed(request.serial, code, host)) return markCodeUsed(request.serial, code, host)
    throw new RolecallError('failed', 'mfa_process printed a code that was already used', {
      hint: 'it has to print the code of the current half minute',
    })
  })
}

async function runMfaProcess(
  command: string,
  { host, options, left }: CodeContext,
): Promise<string> {
  const run = { role: 'mfa_process', limitMs: left(), input: options.mayPrompt }
  const code = parseCode(await runShellCommand(command, host, run))
  if (code) return code
  throw new RolecallError('failed', 'mfa_process printed something else than a code of six digits')
}
