import { RolecallError } from '../core/errors.js'
import { askByDialog, hasDesktop } from '../system/desktop/dialog.js'
import { describeAsker, findAsker } from '../system/process/calling-program.js'
import { openTerminal } from '../system/terminal/terminal.js'
import type { Asking } from './code.js'
import { inTurn } from '../coordination/prompt-lock.js'
import { parseCode, secondsToNextCode, spendCode, wasUsed } from './used-codes.js'

/** Slips of the finger that are forgiven in one attempt. */
const TRIES = 3

/**
 * The code that somebody types, at the terminal or into a window.
 * @returns undefined where there is nobody to ask
 */
export async function fromPerson(asking: Asking): Promise<string | undefined> {
  const { host, options, left } = asking
  if (!options.input) return undefined
  const terminal = openTerminal(host)
  if (terminal) {
    return inTurn(`terminal-${terminal.id}`, asking, () =>
      converse(asking, (lines) => terminal.ask(lines, { deadlineMs: left() })),
    )
  }
  if (!hasDesktop(host)) return undefined
  return inTurn('dialog', asking, () =>
    converse(asking, (lines) => askByDialog(lines, host, { deadlineMs: left() })),
  )
}

/** Asks until the answer is a new code. */
async function converse(
  { request, host }: Asking,
  ask: (lines: string[]) => Promise<string | undefined>,
): Promise<string | undefined> {
  const asker = findAsker(host)
  const who = asker ? `${describeAsker(asker)} wants` : 'credentials for'
  let reason = request.previous && `${request.previous}; wait for the next one`
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const first = reason === undefined ? `${who} ${request.wants}` : reason
    const answer = await ask([`rolecall: ${first}`, `MFA code for ${request.serial}: `])
    if (answer === undefined) return undefined
    const code = parseCode(answer)
    if (code && !wasUsed(request.serial, code, host)) return spendCode(request.serial, code, host)
    reason = code
      ? `that code was already used; wait for the next one (${secondsToNextCode(host)} s)`
      : 'a code has six digits'
  }
  throw new RolecallError('interaction', 'none of these codes could be used', {
    hint: 'wait until the device shows the next one, and run the command again',
  })
}
