import { withPromptLock } from '../coordination/prompt-lock.js'
import { codeProgramWords } from '../core/code-program.js'
import { RolecallError } from '../core/errors.js'
import { chainOf } from '../core/recursion-guard.js'
import { runInstalled, runShell } from '../system/process/run-shell.js'
import { openTerminal } from '../system/terminal/terminal.js'
import { sleep } from '../system/time.js'
import type { CodeContext } from './code-request.js'
import { claimCode, msToNextCode, parseCode } from './used-codes.js'

/** A program that the profile names, and its key there. */
interface CodeCommand {
  key: 'mfa_process' | 'rolecall_mfa'
  /** @returns what it printed */
  run: () => Promise<string>
}

/**
 * Gets the code that the profile's `mfa_process` or `rolecall_mfa` prints. If that code was already
 * used, waits for the next one and runs the program once more.
 * @returns undefined if the profile names no program
 * @throws RolecallError 'failed' if the program prints no code, or the used one again
 */
export async function codeFromProgram(context: CodeContext): Promise<string | undefined> {
  const { request, host, mayPrompt, left } = context
  const command = commandOf(context)
  if (!command) return undefined
  const { key } = command
  // The program may prompt on the terminal itself, and two at once would print the same code.
  const terminal = mayPrompt ? openTerminal(host) : undefined
  return withPromptLock(terminal ? `terminal-${terminal.id}` : 'mfa-process', context, async () => {
    let code = await codeBy(command)
    if (await claimCode(request.serial, code, host)) return code
    await sleep(Math.min(msToNextCode(host), left()))
    code = await codeBy(command)
    if (await claimCode(request.serial, code, host)) return code
    const repeated = `${key} printed a code that was already used`
    const message = request.refusal === undefined ? repeated : `${request.refusal}; ${repeated}`
    throw new RolecallError('failed', message, {
      hint: `${key} must print the current code of the device; compare mfa_serial with it`,
    })
  })
}

/**
 * The code that the profile's program prints now, whether or not it was used. A program that asks
 * rolecall for a code in turn, as `mfa_process = rolecall mfa code`, is not run again.
 * @returns undefined if the profile names no program, or if that program is asking
 * @throws RolecallError 'failed' if the program prints no code
 */
export async function currentCodeFromProgram(context: CodeContext): Promise<string | undefined> {
  const isAsking = chainOf(context.host.env).includes(asking(context.request.serial))
  const command = isAsking ? undefined : commandOf(context)
  return command && codeBy(command)
}

/** The entry in the chain of a program that is to print a code. */
const asking = (serial: string): string => `code of ${serial}`

function commandOf(context: CodeContext): CodeCommand | undefined {
  const { request, host, mayPrompt, left } = context
  const { mfaProcess, mfaProgram, serial } = request
  const chain = [...chainOf(host.env), asking(serial)]
  const options = { timeoutMs: left(), mayPrompt, chain }
  if (mfaProgram) {
    const words = codeProgramWords(mfaProgram, serial)
    const key = 'rolecall_mfa'
    return { key, run: () => runInstalled(words, host, { ...options, role: key }) }
  }
  if (mfaProcess === undefined) return undefined
  const key = 'mfa_process'
  return { key, run: () => runShell(mfaProcess, host, { ...options, role: key }) }
}

/** A banner before the code would burn an attempt, so that nothing but six digits is a code. */
async function codeBy({ key, run }: CodeCommand): Promise<string> {
  const code = parseCode(await run())
  if (code) return code
  throw new RolecallError('failed', `${key} did not print a six-digit code`)
}
