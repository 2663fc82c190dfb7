import { VERSION } from '../../src/core/version.js'
import { answerFast } from '../../src/entry/fast-path.js'
import { newStoreHealth } from '../../src/store/circuit-breaker.js'
import { realHost } from '../../src/system/host.js'
import { host } from './host.js'
import { turn } from './loop.js'
import { leaveToProgram, whyUnsure } from './unsure.js'

/*
 * The launcher's entry: the same fast path as src/entry/main.ts. Where that loads the program, this
 * becomes it.
 */

declare global {
  var __turn: typeof turn
}

globalThis.__turn = turn

const NOT_FAST = 'not a command of the fast path'

/** Why the fast path has no answer although nothing is unusual. */
const MISSES = [
  ...[NOT_FAST, 'the index has no such session', 'the session is too old'],
  ...['another session is needed', 'there is a message'],
]

let why = NOT_FAST

const unanswered = (reason: string): void => void (why = reason)

const machine = realHost()
const health = newStoreHealth()
// Scripts ask for it to see whether rolecall is there.
if (machine.argv.join('\0') === '--version') host.answer(`${VERSION}\n`, '', 0)

answerFast(machine, { health, unanswered })
  .then(async (answer) => {
    if (whyUnsure() !== undefined) leaveToProgram(why)
    else if (answer === undefined) await miss()
    else if (typeof answer.ending === 'function') answer.ending()
    else host.answer(answer.stdout, answer.stderr ?? '', answer.ending)
  })
  .catch((error: unknown) => leaveToProgram(String(error)))

/** What only a miss needs is loaded now. */
async function miss(): Promise<void> {
  if (!MISSES.includes(why)) return leaveToProgram(why)
  const { coldCall } = await import('./cold.js')
  await coldCall(machine, health, why)
}
