import { complete } from './complete.js'
import { forbidCoreDump } from '../system/process/core-dump.js'
import { writeCompileCache } from './compile-cache/write.js'
import { newStoreHealth } from '../store/circuit-breaker.js'
import { realHost, type Host } from '../system/host.js'
import type { LoadedModules } from './compile-cache/loader.js'
import { cachedProcess } from './cached-process.js'

/** The only place that sets the exit status. @param pieces what was compiled so far; it grows */
export function main(pieces: LoadedModules): void {
  process.stdout.on('error', cannotWrite)
  forbidCoreDump()
  const host = realHost()
  void answer(host).then(({ status, hit }) => {
    process.stdout.write('', (error) => {
      if (error) cannotWrite(error)
      writeCompileCache(host.paths, pieces, hit)
      // Leaving by exit, not by running dry: a keychain that hangs must not keep the process.
      process.exit(status)
    })
  })
}

/** @returns whether the cache had what was asked for */
async function answer(host: Host): Promise<{ status: number; hit: boolean }> {
  const names = complete(host)
  // The hot bundle and the program share no modules, so the state of the process is handed over.
  const health = newStoreHealth()
  const found = names ?? (await cachedProcess(host, health))
  if (found !== undefined) {
    host.streams.stdout.write(found)
    return { status: 0, hit: names === undefined }
  }
  // A message that nobody can read must not cost the credentials.
  process.stderr.on('error', () => undefined)
  const { runProgram } = await import('../cli/program.js')
  return { status: await runProgram(host, health), hit: false }
}

/** A reader that has gone away (`rolecall list | head -1`) is no error; a full disk is. */
function cannotWrite(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`rolecall: cannot write to stdout: ${error.code ?? error.message}\n`)
  process.exit(1)
}
