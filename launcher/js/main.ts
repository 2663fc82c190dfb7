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

answerFast(realHost(), newStoreHealth(), (reason) => (why = reason)).then(
  (output) => {
    if (output === undefined || whyUnsure() !== undefined) leaveToProgram(why)
    else host.answer(output)
  },
  (error: unknown) => leaveToProgram(String(error)),
)
