import process from 'node:process'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * For work that leaves something to tidy up: told instead of the process being ended.
 * @returns stops listening; doing so twice is no error
 */
export function onInterrupt(act: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, act)
  return () => {
    for (const signal of SIGNALS) process.off(signal, act)
  }
}

/**
 * Tidies up before a signal ends the process all the same.
 * @returns stops listening, as {@link onInterrupt}
 */
export function beforeInterrupt(tidy: () => void): () => void {
  const stop = onInterrupt((signal) => {
    stop()
    tidy()
    process.kill(process.pid, signal)
  })
  return stop
}
