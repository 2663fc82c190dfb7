import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { hangUp } from './hangup.js'

const STTY = '/bin/stty'

/** Whoever ends us by these may not leave a terminal that shows nothing. */
const ENDS = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Lets the terminal show nothing of what is typed while the work runs, in its own line mode. SIGKILL alone leaves it so
 * (`stty echo` cures it): hence for programs only that a person started, never for a helper that an SDK may kill.
 * @param terminal descriptor
 * @param work calls `hide` as soon as it listens to Ctrl-C, which would leave the terminal dark before
 * @throws Error where there is no stty
 */
export async function withoutEcho<T>(
  terminal: number,
  work: (hide: () => void) => Promise<T>,
): Promise<T> {
  const before = stty(terminal, '-g').trim()
  const hide = (): void => void stty(terminal, '-echo')
  const restore = (): void => {
    try {
      stty(terminal, before)
    } catch {
      hangUp()
    }
  }
  const end = (signal: NodeJS.Signals): void => {
    restore()
    for (const each of ENDS) process.off(each, end)
    process.kill(process.pid, signal)
  }
  for (const each of ENDS) process.on(each, end)
  // Back from Ctrl-Z: the shell has put its own modes.
  process.on('SIGCONT', hide)
  try {
    return await work(hide)
  } finally {
    process.off('SIGCONT', hide)
    for (const each of ENDS) process.off(each, end)
    restore()
  }
}

function stty(terminal: number, word: string): string {
  return execFileSync(STTY, [word], { stdio: [terminal, 'pipe', 'ignore'], encoding: 'utf8' })
}
