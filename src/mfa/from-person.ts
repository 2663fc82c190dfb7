import { withPromptLock } from '../coordination/prompt-lock.js'
import { RolecallError } from '../core/errors.js'
import { askByDialog, hasDesktop } from '../system/desktop/dialog.js'
import type { Host } from '../system/host.js'
import { describeCaller, findCaller } from '../system/process/caller/calling-program.js'
import { openTerminal } from '../system/terminal/terminal.js'
import type { CodeContext, CodeRequest } from './code-request.js'
import { claimCode, parseCode, secondsToNextCode } from './used-codes.js'

/**
 * The prompt ends after this many unusable answers: not six digits, or a code that was used. They
 * are not sent to STS.
 */
const MAX_ANSWERS = 3

/** Shows lines, and reads the user's answer. @returns undefined if the user cannot be prompted */
type Prompt = (lines: string[]) => Promise<string | undefined>

/**
 * Prompts the user for a code, on the terminal or in a dialog.
 * @returns undefined if there is neither
 * @throws RolecallError 'interaction' after three answers that cannot be used
 */
export async function codeFromPerson(context: CodeContext): Promise<string | undefined> {
  const { host, mayPrompt, left } = context
  if (!mayPrompt) return undefined
  const terminal = openTerminal(host)
  const callerPid = findCaller(host)?.pid
  if (terminal) {
    return withPromptLock(`terminal-${terminal.id}`, context, () =>
      promptUntilValid(context, (lines) => terminal.ask(lines, { timeoutMs: left(), callerPid })),
    )
  }
  if (!hasDesktop(host)) return undefined
  return withPromptLock('dialog', context, () =>
    promptUntilValid(context, (lines) =>
      askByDialog(lines, host, { timeoutMs: left(), callerPid }),
    ),
  )
}

async function promptUntilValid(
  { request, host }: CodeContext,
  prompt: Prompt,
): Promise<string | undefined> {
  const { serial } = request
  let lines = firstLines(request, host)
  for (let answers = 0; answers < MAX_ANSWERS; answers++) {
    const answer = await prompt([
      ...lines.map((line) => `rolecall: ${line}`),
      `MFA code for ${serial}: `,
    ])
    if (answer === undefined) return undefined
    const code = parseCode(answer)
    if (code && (await claimCode(serial, code, host))) return code
    const used = `that code was already used; wait for the next one (${secondsToNextCode(host)} s)`
    lines = [code ? used : 'a code has six digits']
  }
  throw new RolecallError('interaction', 'no usable MFA code was entered', {
    hint: 'wait until the device shows the next code, then run the command again',
  })
}

/** Why a code is needed, and for what. */
function firstLines(request: CodeRequest, host: Host): string[] {
  const { refusal, reason } = request
  if (refusal !== undefined) return [`${refusal}; wait for the next one`]
  return [...(reason === undefined ? [] : [reason]), purposeLine(request, host)]
}

/** `MFA needed for admin in 210987654321, requested by terraform (pid 812, ~/infra)`. */
function purposeLine({ purpose }: CodeRequest, host: Host): string {
  const caller = findCaller(host)
  const origin = caller ? `, requested by ${describeCaller(caller)}` : ''
  return `MFA needed for ${purpose}${origin}`
}
