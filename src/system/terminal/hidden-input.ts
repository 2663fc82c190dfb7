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

/**
 * Applies the keys by which a person corrects a line, which a terminal in raw mode leaves to the
 * program: backspace, and Ctrl-U for the line. The sequences of the arrow keys mean nothing.
 */
export function eraseTyped(typed: string): string {
  // eslint-disable-next-line no-control-regex -- the keys are control characters
  const keys = typed.replace(/\u001b(\[[\d;]*[A-Za-z~]|O[A-Z])/g, '')
  const line: string[] = []
  for (const key of keys) {
    if (key === '\b' || key === '\u007f') line.pop()
    else if (key === '\u0015') line.length = 0
    else line.push(key)
  }
  return line.join('')
}

function stty(terminal: number, arg: string): string {
  return execFileSync(STTY, [arg], { stdio: [terminal, 'pipe', 'ignore'], encoding: 'utf8' })
}
