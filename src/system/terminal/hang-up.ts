import { isatty } from 'node:tty'
import { endBySignal } from '../process/end-by-signal.js'

const STREAMS = [0, 1, 2]

/**
 * Ends the process by SIGHUP, as a closed terminal window ends a program without a handler. For use
 * when the terminal was closed: a normal exit would restore its modes, and Node aborts if that
 * fails.
 */
export function hangUp(): void {
  const status = endBySignal('SIGHUP')
  if (process.platform === 'win32') process.exit(status)
}

/**
 * Remembers which standard streams are terminals.
 * @returns a function to call before the exit: it calls {@link hangUp} if one of them is gone
 */
export function watchForHangUp(): () => void {
  const terminals = STREAMS.filter((stream) => isatty(stream))
  return () => {
    if (!terminals.every((stream) => isatty(stream))) hangUp()
  }
}
