import { isSystemError } from '../system/files/system-error.js'
import { RETRY_AFTER_MS } from '../store/circuit-breaker.js'
import { withoutCacheMessage } from '../store/errors.js'
import { isStoreError } from '../store/store.js'

/** What a session cache remembers about a failure of its store. */
export interface FailurePause {
  /** True from a failure that concerns the whole store until {@link RETRY_AFTER_MS} has passed. */
  isPaused: () => boolean
  /** Records a failure. Only the first one calls `warn`. */
  report: (error: unknown) => void
}

/**
 * Pauses a session cache after a failure, so that a command warns once and does not wait again. A
 * long-running process starts over after {@link RETRY_AFTER_MS}.
 * @param startOver called when the pause ends, before the store is used again
 * @param nowMs milliseconds of a monotonic clock
 */
export function failurePause(
  warn: (message: string) => void,
  startOver: () => void,
  nowMs: () => number,
): FailurePause {
  let failure: { atMs: number; concernsStore: boolean } | undefined
  return {
    isPaused() {
      if (failure && nowMs() - failure.atMs >= RETRY_AFTER_MS) {
        failure = undefined
        startOver()
      }
      return failure?.concernsStore ?? false
    },
    report(error) {
      const isFirst = failure === undefined
      failure ??= { atMs: nowMs(), concernsStore: false }
      failure.concernsStore ||= concernsWholeStore(error)
      if (isFirst) warn(withoutCacheMessage(error))
    },
  }
}

/**
 * Whether an error concerns more than one item: a store that hangs once would hang again. A damaged
 * item concerns only itself, and an index entry that cannot be written does not concern the store.
 */
function concernsWholeStore(error: unknown): boolean {
  return isStoreError(error) ? error.fault !== 'damaged' : !isSystemError(error)
}
