import { host } from './host.js'

/*
 * Timers and sockets. The Rust side calls `turn` whenever no promise is left to settle; one `poll`
 * waits for all of them.
 */

interface Timer {
  atMs: number
  run: () => void
}

interface Watched {
  onReadable: () => void
  isAwaited: () => boolean
}

const timers = new Set<Timer>()
const immediates: (() => void)[] = []
const sockets = new Map<number, Watched>()

/** Runs `run` after a time. @param ms milliseconds */
export function startTimer(run: (...args: never[]) => void, ms = 0): Timer {
  const timer = { atMs: host.monotonicMs() + ms, run: run as () => void }
  timers.add(timer)
  return timer
}

/** Cancels a timer. */
export const stopTimer = (timer: Timer | undefined): void => void (timer && timers.delete(timer))

/** Node's `setImmediate`: runs `run` once no socket has anything to read. */
export const startImmediate = (run: () => void): void => void immediates.push(run)

/**
 * @param onReadable called whenever the socket has data, or has ended
 * @param isAwaited whether something waits for that now; Node's `ref` and `unref`
 */
export const watch = (
  socket: number,
  onReadable: () => void,
  isAwaited: () => boolean = () => true,
): void => void sockets.set(socket, { onReadable, isAwaited })

/** Stops watching a socket, which may then be closed. */
export const unwatch = (socket: number): void => void sockets.delete(socket)

/**
 * Waits for the next event and handles it.
 * @returns false if nothing is awaited: then the Rust side ends, as a process on Node would
 */
export function turn(): boolean {
  const isWaiting = [...sockets.values()].some(({ isAwaited }) => isAwaited())
  if (timers.size === 0 && immediates.length === 0 && !isWaiting) return false
  const [next] = [...timers].sort((one, other) => one.atMs - other.atMs)
  const untilNext = next ? Math.max(0, next.atMs - host.monotonicMs()) : -1
  const ready = host.poll([...sockets.keys()], immediates.length > 0 ? 0 : untilNext)
  for (const socket of ready) sockets.get(socket)?.onReadable()
  if (ready.length === 0) immediates.shift()?.()
  if (next && timers.has(next) && host.monotonicMs() >= next.atMs) {
    timers.delete(next)
    next.run()
  }
  return true
}
