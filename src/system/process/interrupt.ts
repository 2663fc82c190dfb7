import { endBySignal } from './end-by-signal.js'

const ENDING_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']

/**
 * Calls `act` on a signal instead of ending the process, for work that must clean up.
 * @param signals by default all signals by which a user or a parent ends a process
 * @returns a function that stops listening; a second call does nothing
 */
export function onInterrupt(
  act: (signal: NodeJS.Signals) => void,
  signals = ENDING_SIGNALS,
): () => void {
  for (const signal of signals) process.on(signal, act)
  return () => {
    for (const signal of signals) process.off(signal, act)
  }
}

/**
 * Calls `cleanUp` on a signal, then lets the signal end the process.
 * @param signals as for {@link onInterrupt}
 * @returns a function that stops listening, as {@link onInterrupt}
 */
export function beforeInterrupt(cleanUp: () => void, signals = ENDING_SIGNALS): () => void {
  const stop = onInterrupt((signal) => {
    stop()
    cleanUp()
    endInterrupted(signal)
  }, signals)
  return stop
}

/** Ends by the signal; on Windows, which has no signals, with the exit status of that signal. */
function endInterrupted(signal: NodeJS.Signals): void {
  if (process.platform === 'win32') process.exit(endBySignal(signal))
  process.kill(process.pid, signal)
}
