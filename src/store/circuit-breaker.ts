import { monotonicMs } from '../system/time.js'
import { isStoreError, StoreError, type SecretStore, type StoreName } from './store.js'

/**
 * Which stores have timed out in this process. Created once by the entry point and passed to every
 * store that is opened, because the fast path and the full program share no module state.
 */
export interface StoreHealth {
  readonly timedOut: Map<StoreName, { message: string; atMs: number }>
}

/** The health of a process that has not opened a store yet. */
export const newStoreHealth = (): StoreHealth => ({ timedOut: new Map() })

/**
 * Milliseconds after which a store that failed is tried again. Longer than any command waits for a
 * user, so that one command waits for a hanging store only once; a long-running process recovers.
 */
export const RETRY_AFTER_MS = 15 * 60_000

/**
 * Circuit breaker: after the first timeout every later call fails at once with the same error,
 * whichever bundle opened the store. A store that hangs once would hang again, and an SDK does not
 * wait that long. The breaker closes after {@link RETRY_AFTER_MS}.
 * @param now milliseconds of a monotonic clock
 */
export function withCircuitBreaker(
  store: SecretStore,
  { timedOut }: StoreHealth,
  now: () => number = monotonicMs,
): SecretStore {
  const { name } = store
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    const timeout = timedOut.get(name)
    if (timeout && now() - timeout.atMs < RETRY_AFTER_MS) {
      throw new StoreError('timeout', timeout.message)
    }
    try {
      return await work()
    } catch (error) {
      if (isStoreError(error) && error.fault === 'timeout') {
        timedOut.set(name, { message: error.message, atMs: now() })
      }
      throw error
    }
  }
  return {
    name,
    probe: () => guarded(() => store.probe()),
    read: (key) => guarded(() => store.read(key)),
    write: (...item) => guarded(() => store.write(...item)),
    remove: (key) => guarded(() => store.remove(key)),
    close: () => store.close(),
  }
}
