import { envVar } from '../../src/core/env.js'
import { once } from '../../src/core/once.js'
import type { Plan } from '../../src/core/plan.js'
import { VERSION } from '../../src/core/version.js'
import { answerFast, FAST_COMMANDS } from '../../src/entry/fast-path.js'
import { newStoreHealth } from '../../src/store/circuit-breaker.js'
import { readRemembered } from '../../src/store/remembered.js'
import { openLink } from '../../src/store/secret-service/link.js'
import { readAwsFiles } from '../../src/system/files/aws/read-aws-files.js'
import { realHost, type Host } from '../../src/system/host.js'
import type { Known, PlainPlan } from './cold.js'
import { COLD_COMMANDS } from './command-names.js'
import { host } from './host.js'
import { turn } from './loop.js'
import { leaveToProgram, whyUnsure } from './unsure.js'

declare global {
  var __turn: typeof turn
}

globalThis.__turn = turn

const SESSION_COMMANDS = new Set<string>([...FAST_COMMANDS, ...COLD_COMMANDS])
SESSION_COMMANDS.delete('__complete')
const NOT_FAST = 'not a command of the fast path'

const health = newStoreHealth()
let why = NOT_FAST

/** Answers as src/entry/main.ts does. Where that loads the program, this becomes it. */
export async function answer(): Promise<void> {
  const machine = realHost()
  // Scripts ask for it to see whether rolecall is there.
  if (machine.argv.join('\0') === '--version') host.answer(`${VERSION}\n`, '', 0)
  try {
    if (connectsAhead(machine)) await connectAhead(machine)
    const readFiles = once(() => readAwsFiles(machine))
    const unanswered = (reason: string): void => void (why = reason)
    let plain: PlainPlan | undefined
    const planned = (profile: string | undefined, plan: Plan): void => {
      plain = { profile, plan }
    }
    const answer = await answerFast(machine, { health, unanswered, readFiles, planned })
    if (whyUnsure() !== undefined) leaveToProgram(why)
    else if (answer === undefined) await miss(machine, { readFiles, plain })
    else if (typeof answer.ending === 'function') answer.ending()
    else host.answer(answer.stdout, answer.stderr ?? '', answer.ending)
  } catch (error) {
    leaveToProgram(String(error))
  }
}

/** Whether the sessions of this command are probably in the keychain. */
function connectsAhead(machine: Host): boolean {
  const [command = ''] = machine.argv
  if (machine.platform !== 'linux' || !SESSION_COMMANDS.has(command)) return false
  const requested = envVar(machine.env, 'ROLECALL_STORE')
  if (requested !== undefined) return requested === 'keychain'
  health.remembered = readRemembered(machine.paths)
  return health.remembered?.name === 'keychain'
}

/** Connects to the keychain, which can then log this process on while it makes the plan. */
async function connectAhead({ env }: Host): Promise<void> {
  health.keychain = openLink(env)
  health.keychain.connectAhead()
  await events()
}

/** Lets a socket send what it has to send, and handles what has arrived. */
const events = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve))

/** Why the fast path has no answer although nothing is unusual. */
const MISSES = [
  ...[NOT_FAST, 'the index has no such session', 'the session is too old'],
  ...['another session is needed', 'there is a message'],
]

/** Without a snapshot, what only a miss needs is loaded now. */
async function miss(machine: Host, known: Omit<Known, 'health'>): Promise<void> {
  if (!MISSES.includes(why)) return leaveToProgram(why)
  // The keychain answers meanwhile.
  health.keychain?.probeAhead()
  await events()
  await events()
  const { coldCall } = await import('./cold.js')
  await coldCall(machine, { health, ...known }, why)
}
