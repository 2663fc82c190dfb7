import { monotonicMs } from '../system/time.js'
import type { RememberedStore } from './remembered.js'
import type { Link } from './secret-service/link.js'
import { isStoreError, type SecretStore, type StoreError, type StoreName } from './store.js'

/**
 * What this process knows of its stores. The entry point creates it and passes it on, because the
 * fast path and the full program share no module state.
 */
export interface StoreHealth {
  /** The stores that have failed: another try would only cost time or a prompt. */
  readonly failures: Map<StoreName, { error: StoreError; atMs: number }>
  /** The connection to the Secret Service, if the entry point has made it ahead of need. */
  keychain?: Link
  /** The remembered store, if the entry point has read it. */
  remembered?: RememberedStore | undefined
}

/** The health of a process that has not opened a store yet. */
export const newStoreHealth = (): StoreHealth => ({ failures: new Map() })

/**
 * Milliseconds after which a store that failed is tried again. A command ends sooner, so that it
 * waits for a hanging store only once. A process that runs for hours tries the store again.
 */
export const RETRY_AFTER_MS = 15 * 60_000

/** How a store is guarded. */
export interface BreakerOptions {
  health: StoreHealth
  /** Whether the store may show its unlock dialog. */
  mayPrompt: boolean
  /** Milliseconds of a monotonic clock. */
  nowMs?: () => number
}

/**
 * Circuit breaker: after a timeout, or after an unlock dialog without success, every later call
 * fails at once with the same error, whichever bundle opened the store. A store that hangs once
 * would hang again, and an SDK does not wait that long. A dialog that the user has closed must not
 * come back. The breaker closes after {@link RETRY_AFTER_MS}. A store that fails in another way
 * costs no time, and may work again at the next call.
 */
export function withCircuitBreaker(store: SecretStore, options: BreakerOptions): SecretStore {
  const { health, mayPrompt, nowMs = monotonicMs } = options
  const { name } = store
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    const failure = health.failures.get(name)
    if (failure && nowMs() - failure.atMs < RETRY_AFTER_MS) throw failure.error
    try {
      return await work()
    } catch (error) {
      if (!isStoreError(error)) throw error
      error.store = name
      const wouldRepeat = error.fault === 'timeout' || (error.fault === 'locked' && mayPrompt)
      if (wouldRepeat) health.failures.set(name, { error, atMs: nowMs() })
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
