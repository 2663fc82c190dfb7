import { RolecallError } from '../core/errors.js'
import { askByDialog, hasDesktop } from '../system/desktop/dialog.js'
import { describeCaller, findCaller } from '../system/process/calling-program.js'
import { openTerminal } from '../system/terminal/terminal.js'
import type { CodeContext } from './code.js'
import { withPromptLock } from '../coordination/prompt-lock.js'
import { parseCode, secondsToNextCode, markCodeUsed, wasUsed } from './used-codes.js'

/** Slips of the finger that are forgiven in one attempt. */
const TRIES = 3

/**
 * The code that somebody types, at the terminal or into a window.
 * @returns undefined where there is nobody to ask
 */
export async function fromPerson(asking: CodeContext): Promise<string | undefined> {
  const { host, options, left } = asking
  if (!options.mayPrompt) return undefined
  const terminal = openTerminal(host)
  if (terminal) {
    return withPromptLock(`terminal-${terminal.id}`, asking, () =>
      promptUntilValid(asking, (lines) => terminal.ask(lines, { deadlineMs: left() })),
    )
  }
  if (!hasDesktop(host)) return undefined
  return withPromptLock('dialog', asking, () =>
    promptUntilValid(asking, (lines) => askByDialog(lines, host, { deadlineMs: left() })),
  )
}

/** Asks until the answer is a new code. */
async function promptUntilValid(
  { request, host }: CodeContext,
  ask: (lines: string[]) => Promise<string | undefined>,
): Promise<string | undefined> {
  const asker = findCaller(host)
  const who = asker ? `${describeCaller(asker)} wants` : 'credentials for'
  let reason = request.previous && `${request.previous}; wait for the next one`
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const first = reason === undefined ? `${who} ${request.wants}` : reason
    const answer = await ask([`rolecall: ${first}`, `MFA code for ${request.serial}: `])
    if (answer === undefined) return undefined
    const code = parseCode(answer)
    if (code && !wasUsed(request.serial, code, host))
      return markCodeUsed(request.serial, code, host)
    reason = code
      ? `that code was already used; wait for the next one (${secondsToNextCode(host)} s)`
      : 'a code has six digits'
  }
  throw new RolecallError('interaction', 'none of these codes could be used', {
    hint: 'wait until the device shows the next one, and run the command again',
  })
}
