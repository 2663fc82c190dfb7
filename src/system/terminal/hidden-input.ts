import { execFileSync } from 'node:child_process'
import { beforeInterrupt } from '../process/interrupt.js'
import { hangUp } from './hang-up.js'

const STTY = '/bin/stty'

/** Signals after which the echo must be restored. SIGINT is the prompt's own. */
const ENDING_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Turns the terminal's echo off while `work` runs; the line mode stays. SIGKILL would leave the
 * echo off (`stty echo` restores it), so it is not for a helper that an SDK may kill.
 * @param terminal file descriptor
 * @param work calls `hide` once it handles Ctrl-C; before, Ctrl-C would leave the echo off
 * @throws Error if there is no stty
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
  const stopListening = beforeInterrupt(restore, ENDING_SIGNALS)
  // After Ctrl-Z and fg, the shell has set its own modes.
  process.on('SIGCONT', hide)
  try {
    return await work(hide)
  } finally {
    process.off('SIGCONT', hide)
    stopListening()
    restore()
  }
}

function stty(terminal: number, arg: string): string {
  return execFileSync(STTY, [arg], { stdio: [terminal, 'pipe', 'ignore'], encoding: 'utf8' })
}
