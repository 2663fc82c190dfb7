import { spawnSync } from 'node:child_process'
import { constants } from 'node:os'

/** Their default action writes a core file (signal(7)). */
const CORE_DUMPING: readonly NodeJS.Signals[] = [
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
]

/**
 * Ends this process by a signal, so that the parent sees how it ended: a shell stops its loop only
 * if Ctrl-C ended the command, not if the command exited with 130.
 * @returns the status to exit with if the signal does not end the process, as on Windows
 */
export function endBySignal(signal: NodeJS.Signals): number {
  const status = 128 + constants.signals[signal]
  if (process.platform === 'win32') return status
  if (CORE_DUMPING.includes(signal)) forbidCoreFile()
  try {
    if (signal !== 'SIGKILL') resetSignal(signal)
    process.kill(process.pid, signal)
  } catch {
    // A signal that cannot be sent.
  }
  return status
}

/**
 * Gives a signal its default action. Node ignores SIGPIPE and SIGXFSZ from its start; after the
 * last listener has gone, libuv sets the default.
 */
export function resetSignal(signal: NodeJS.Signals): void {
  const listener = (): void => {}
  process.removeAllListeners(signal)
  process.on(signal, listener).off(signal, listener)
}

/** A core file of this process could replace that of the command. */
function forbidCoreFile(): void {
  spawnSync('prlimit', ['--core=0:', `--pid=${process.pid}`], { stdio: 'ignore' })
}
