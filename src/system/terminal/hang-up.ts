import { isatty } from 'node:tty'

const STREAMS = [0, 1, 2]

/**
 * Ends the process by SIGHUP, as a closed terminal window ends a program without a handler. For use
 * when the terminal is gone: a normal exit would restore its modes, and Node aborts if that fails.
 */
export function hangUp(): void {
  process.removeAllListeners('SIGHUP')
  process.kill(process.pid, 'SIGHUP')
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
