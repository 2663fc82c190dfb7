import { setTimeout as nodeSleep } from 'node:timers/promises'

/** @param ms milliseconds */
export function sleep(ms: number): Promise<void> {
  return nodeSleep(ms)
}

/** Milliseconds of a clock that only goes forward, for time limits; its zero means nothing. */
export function monotonicMs(): number {
  return performance.now()
}

/** The time at which this process began: milliseconds since 1970. */
export function processStart(): number {
  return performance.timeOrigin
}
