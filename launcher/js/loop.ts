import { host } from './host.js'

/*
 * Timers and sockets. The Rust side calls `turn` whenever no promise is left to settle; one `poll`
 * waits for all of them.
 */

interface Timer {
  atMs: number
  run: () => void
}

const timers = new Set<Timer>()
const sockets = new Map<number, () => void>()

/** Runs `run` after a time. @param ms milliseconds */
export function startTimer(run: (...args: never[]) => void, ms = 0): Timer {
  const timer = { atMs: host.monotonicMs() + ms, run: run as () => void }
  timers.add(timer)
  return timer
}

/** Cancels a timer. */
export const stopTimer = (timer: Timer | undefined): void => void (timer && timers.delete(timer))

/** @param onReadable called whenever the socket has data, or has ended */
export const watch = (socket: number, onReadable: () => void): void =>
  void sockets.set(socket, onReadable)

/** Stops watching a socket, which may then be closed. */
export const unwatch = (socket: number): void => void sockets.delete(socket)

/** Waits for the next event and handles it. @returns false if there is nothing to wait for */
export function turn(): boolean {
  if (timers.size === 0 && sockets.size === 0) return false
  const [next] = [...timers].sort((one, other) => one.atMs - other.atMs)
  const waitMs = next ? Math.max(0, next.atMs - host.monotonicMs()) : -1
  for (const socket of host.poll([...sockets.keys()], waitMs)) sockets.get(socket)?.()
  if (next && timers.has(next) && host.monotonicMs() >= next.atMs) {
    timers.delete(next)
    next.run()
  }
  return true
}
