/*
 * Node's inspector runs any code that is sent to it, and every user of the machine can connect to
 * its port. By default SIGUSR1 opens it in any Node process. `--disable-sigusr1` would prevent
 * that, but Node 20 refuses to start with it.
 */

/**
 * Makes SIGUSR1 do nothing. A listener replaces Node's own handler. It must be the first thing that
 * the program does; {@link closeStrayInspector} covers the moment before.
 */
export function keepInspectorClosed(): void {
  // Windows has no such signal, and Node refuses to listen for it.
  if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined)
}

/** Long enough that only commands that wait for someone load the inspector's module (2 ms). */
const FIRST_CHECK_MS = 200
/** On a busy machine, Node opens the inspector long after the signal. */
const LAST_CHECK_MS = 60_000

/**
 * Closes an inspector that a signal has opened while Node itself was starting. One that the user
 * asked for by `--inspect` stays open.
 */
export function closeStrayInspector(): void {
  const flags = [...process.execArgv, process.env['NODE_OPTIONS'] ?? '']
  if (!flags.some((flag) => flag.includes('--inspect'))) checkAfter(FIRST_CHECK_MS)
}

/** Checks again and again, each time after twice as many milliseconds. */
function checkAfter(ms: number): void {
  setTimeout(() => {
    void import('node:inspector').then(({ url, close }) => {
      if (url() !== undefined) close()
    })
    if (ms < LAST_CHECK_MS) checkAfter(2 * ms)
  }, ms).unref()
}
