const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Calls `act` on a signal instead of ending the process, for work that must clean up.
 * @returns a function that stops listening; a second call does nothing
 */
export function onInterrupt(act: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, act)
  return () => {
    for (const signal of SIGNALS) process.off(signal, act)
  }
}

/**
 * Calls `cleanUp` on a signal, then lets the signal end the process.
 * @returns a function that stops listening, as {@link onInterrupt}
 */
export function beforeInterrupt(cleanUp: () => void): () => void {
  const stop = onInterrupt((signal) => {
    stop()
    cleanUp()
    process.kill(process.pid, signal)
  })
  return stop
}
