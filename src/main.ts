import { completionPath } from './completion-path.js'
import { realHost } from './host/host.js'
import { hotPath } from './hot-path.js'

/** The only place that sets the exit status. */
async function main(): Promise<number> {
  const host = realHost()
  const answer = completionPath(host) ?? (await hotPath(host))
  if (answer !== undefined) {
    await new Promise((written) => host.streams.stdout.write(answer, written))
    return 0
  }
  const { runProgram } = await import('./cli/program.js')
  return runProgram(host)
}

// A reader that has gone away (`rolecall list | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

// Leaving by exit, not by running dry: a keychain that hangs must not keep the process.
void main().then((status) => process.exit(status))
