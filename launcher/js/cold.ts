import { run as runProcess } from '../../src/cli/commands/process/run.js'
import { createContext } from '../../src/cli/create-context.js'
import { knownError, printError } from '../../src/cli/print-error.js'
import { plainWords } from '../../src/entry/plain-words.js'
import type { StoreHealth } from '../../src/store/circuit-breaker.js'
import type { Host } from '../../src/system/host.js'
import { guardOutput } from '../../src/system/terminal/writer.js'
import { hasWaited } from './fs.js'
import { host } from './host.js'
import { hasSent } from './net/sdk-http-handler.js'
import { whyNotObtained } from './obtains.js'
import { leaveAtOnce, leaveToProgram } from './unsure.js'

/**
 * A miss: obtains the session by the code of the command itself, as the program would, if that
 * needs no person and nothing unusual (obtains.ts). Otherwise it becomes the program before a
 * request is sent; a lock ends with it.
 * @param miss why the fast path had no answer
 */
export async function coldCall(machine: Host, health: StoreHealth, miss: string): Promise<void> {
  host.prepareCold()
  leaveAtOnce()
  let stdout = ''
  Object.assign(process.stdout, { write: (text: string) => void (stdout += text) })
  Object.assign(process.stderr, { write: (text: string) => host.writeAll(2, encode(text)) >= 0 })
  guardOutput()
  const [command = '', ...args] = machine.argv
  const words = plainWords(args)
  if (command !== 'process' || !words || words.rest.length > 0 || words.format !== undefined) {
    return leaveToProgram(miss)
  }
  const context = createContext(machine, command, {}, [], health)
  let status: number
  try {
    const plan = context.plan(words.profile)
    const why = whyNotObtained(plan, machine)
    if (why !== undefined) return leaveToProgram(`${miss}; ${why}`)
    host.trace('a cold call')
    const parsed = { name: command, args: [words.profile], options: {}, rest: [] } as const
    await runProcess(parsed as never, { ...context, plan: () => plan })
    status = 0
  } catch (error) {
    // Nothing has happened that must not happen twice: the program reports it.
    if (!hasWaited() && !hasSent()) return leaveToProgram(`${miss}; ${String(error)}`)
    if (!knownError(error)) host.trace(`a fault of the launcher: ${String(error)}`)
    if (!knownError(error)) return leaveToProgram('a fault of the launcher')
    status = printError(error, machine.streams.stderr, false)
  }
  host.answer(stdout, '', status)
}

const encode = (text: string): Uint8Array => Buffer.from(text)
