import { completionPath } from './completion-path.js'
import { forbidCoreDump } from './host/core-dump.js'
import { keepCompiled } from './host/compile-cache.js'
import { realHost } from './host/host.js'
import { hotPath } from './hot-path.js'

/** The only place that sets the exit status. */
async function main(): Promise<number> {
  forbidCoreDump()
  const host = realHost()
  const answer = completionPath(host) ?? (await hotPath(host))
  if (answer !== undefined) {
    host.streams.stdout.write(answer)
    return 0
  }
  keepCompiled(host.paths)
  const { runProgram } = await import('./cli/program.js')
  return runProgram(host)
}

/** A reader that has gone away (`rolecall list | head -1`) is no error; a full disk is. */
function cannotWrite(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`rolecall: cannot write to stdout: ${error.code ?? error.message}\n`)
  process.exit(1)
}

process.stdout.on('error', cannotWrite)
// A message that nobody can read must not cost the credentials.
process.stderr.on('error', () => undefined)

// Leaving by exit, not by running dry: a keychain that hangs must not keep the process.
void main().then((status) => {
  process.stdout.write('', (error) => (error ? cannotWrite(error) : process.exit(status)))
})
