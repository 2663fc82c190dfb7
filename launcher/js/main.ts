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

let why = 'not a command of the fast path'

const unanswered = (reason: string): void => void (why = reason)

const machine = realHost()
// Scripts ask for it to see whether rolecall is there.
if (machine.argv.join('\0') === '--version') host.answer(`${VERSION}\n`, '')

answerFast(machine, { health: newStoreHealth(), unanswered }).then(
  (answer) => {
    if (answer === undefined || whyUnsure() !== undefined) leaveToProgram(why)
    else if (typeof answer.ending === 'function') answer.ending()
    else host.answer(answer.stdout, answer.stderr ?? '')
  },
  (error: unknown) => leaveToProgram(String(error)),
)
