import { startDeadline } from '../../core/time/deadline.js'
import { humanDuration } from '../../core/time/duration.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { monotonicMs, sleep } from '../time.js'
import { type Holder, type Lock, tryLock, holderOf } from './lock.js'

/** How long to wait for a lock, and what to do meanwhile. */
export interface LockOptions<T = never> {
  /** The name of this process in the messages of waiters. */
  name: string
  /** Milliseconds until the wait times out. */
  timeoutMs: number
  /** Milliseconds between the first attempts; during a long wait they grow fivefold. */
  pollMs?: number
  /** Called once for each holder; with undefined if the lock file names no holder. */
  onWait?: (holder: Holder | undefined) => void
  /** Called after each attempt. Any result but undefined ends the wait without the lock. */
  instead?: () => T | undefined
}

/**
 * Repeats {@link tryLock} until it succeeds. Polls, because a thread that waits inside the kernel
 * would keep the process from ending.
 * @throws RolecallError 'failed' that names the holder, at the timeout
 */
export async function acquireLock<T = never>(
  path: string,
  options: LockOptions<T>,
): Promise<Lock | T> {
  const { name, timeoutMs, pollMs = 50, onWait } = options
  const left = startDeadline(timeoutMs, monotonicMs)
  let announced: string | undefined
  for (;;) {
    const lock = tryLock(path, name)
    const other = options.instead?.()
    if (other !== undefined) {
      lock?.release()
      return other
    }
    if (lock) return lock
    const holder = holderOf(path)
    const description = describeHolder(holder)
    if (description !== announced) onWait?.(holder)
    announced = description
    const leftMs = left()
    if (leftMs === 0) {
      const waited = humanDuration(Math.round(timeoutMs / 1000))
      throw new RolecallError('failed', `timed out after ${waited} waiting for ${description}`, {
        hint: 'answer the prompt of that process, or end it, then try again',
      })
    }
    const passedMs = timeoutMs - leftMs
    await sleep(Math.min(leftMs, Math.max(pollMs, Math.min(passedMs / 8, 5 * pollMs))))
  }
}

/** The holder for messages: `terraform (pid 812)`. */
export function describeHolder(holder: Holder | undefined): string {
  return holder ? `${printable(holder.name)} (pid ${holder.pid})` : 'another rolecall process'
}
