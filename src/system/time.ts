/** Not from `node:timers/promises`, which a cache hit would have to load. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Milliseconds of a clock that never goes back, for time limits. Its zero is arbitrary. */
export function monotonicMs(): number {
  return performance.now()
}

/**
 * The same by the clock of the machine, which all its processes share. It starts again with the
 * machine.
 */
export function machineMonotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

/** The time at which this process began: milliseconds since 1970. */
export function processStart(): number {
  return performance.timeOrigin
}
