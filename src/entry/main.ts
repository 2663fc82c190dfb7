import { writeSync } from 'node:fs'
import { isCode } from '../system/files/system-error.js'
import { forbidCoreDump } from '../system/process/core-dump.js'
import { writeCompileCache } from './compile-cache/write.js'
import { newStoreHealth } from '../store/circuit-breaker.js'
import { guardOutput } from '../system/terminal/writer.js'
import { realHost, type Host } from '../system/host.js'
import type { Ending } from '../system/process/ending.js'
import type { LoadedModules } from './compile-cache/loader.js'
import type { FastAnswer } from './cached-context.js'
import { answerFast } from './fast-path.js'
import { planner } from './known-plan.js'

/*
 * The fast path is the code that answers a completion or a cache hit; it is a bundle of its own, so
 * that a hit loads nothing else. The full program is the second bundle, with all commands.
 */

/**
 * Runs one command and exits. No other function sets the exit status.
 * @param modules the modules loaded so far; it grows
 */
export function main(modules: LoadedModules): void {
  // Node's debug log shows secrets even on the fast path, which writes no messages of its own.
  if (process.env['NODE_DEBUG'] !== undefined) guardOutput()
  forbidCoreDump()
  const host = realHost()
  process.once('beforeExit', () => void endUnfinished(host))
  void answer(host).then(({ ending, hit }) => {
    writeCompileCache(host.paths, modules, hit)
    // Not by an empty event loop: a keychain that hangs would keep the process alive.
    process.exit(typeof ending === 'number' ? ending : ending())
  })
}

/** Answers on the fast path if that is possible, else loads the full program. */
async function answer(host: Host): Promise<{ ending: Ending; hit: boolean }> {
  // The two bundles share no modules, so the state of the process is handed over.
  const health = newStoreHealth()
  const answer = await (host.argv[0] === 'accounts'
    ? answerAccounts(host)
    : answerFast(host, { health, unanswered: () => undefined }))
  if (answer) {
    await writeAnswer(answer.stdout)
    if (answer.stderr) await writeMessages(answer.stderr)
    return { ending: answer.ending, hit: host.argv[0] === 'process' }
  }
  process.stdout.on('error', exitOnWriteError)
  guardOutput()
  // A closed stderr must not cost the credentials.
  process.stderr.on('error', () => undefined)
  const { runProgram } = await import('../cli/program.js')
  const ending = await runProgram(host, health)
  await written('')
  return { ending, hit: false }
}

/** Node emits `beforeExit` only if the command waits for something that can never happen. */
async function endUnfinished(host: Host): Promise<void> {
  const program = await import('../cli/program.js')
  const status = await program.endUnfinished(host)
  await written('')
  process.exit(status)
}

/** The list of accounts that is remembered needs nothing of the full program either. */
async function answerAccounts(host: Host): Promise<FastAnswer | undefined> {
  const { cachedAccounts } = await import('./cached-accounts.js')
  return cachedAccounts(host, planner(host))
}

/**
 * Writes to stdout, if possible without a stream: opening one on a pipe takes 0.8 ms.
 * @returns once everything is written
 */
async function writeAnswer(text: string): Promise<void> {
  let rest = Buffer.from(text)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest))
  } catch (error) {
    if (!isCode(error, 'EAGAIN')) exitOnWriteError(error as NodeJS.ErrnoException)
    // The parent made the pipe non-blocking, and it is full.
    process.stdout.on('error', exitOnWriteError)
    await written(rest)
  }
}

/** A closed stderr must not cost the credentials. */
function writeMessages(text: string): Promise<void> {
  process.stderr.on('error', () => undefined)
  return new Promise((resolve) => process.stderr.write(text, () => resolve()))
}

const written = (data: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(data, (error) => (error ? exitOnWriteError(error) : resolve()))
  })

/** A reader that has gone (`rolecall list | head -1`) is not an error; a full disk is. */
function exitOnWriteError(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`rolecall: cannot write to stdout: ${error.code ?? error.message}\n`)
  process.exit(1)
}
