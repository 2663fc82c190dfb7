import type { Session } from '../core/credentials.js'
import type { Host } from '../system/host.js'
import { isSystemError } from '../system/files/system-error.js'
import { monotonicMs } from '../system/time.js'
import { RETRY_AFTER_MS } from '../store/circuit-breaker.js'
import { storeHint, storeUnavailableError, withoutCacheMessage } from '../store/errors.js'
import type { StoreHost } from '../store/open.js'
import { rememberStore } from '../store/select.js'
import type { Selection, SelectOptions } from '../store/selection.js'
import { concernsStore, isStoreError, type StoreError, type StoreName } from '../store/store.js'
import { openStores, type OpenStores } from './open-stores.js'
import { readIndexEntry, type IndexEntry } from './secret-index.js'
import { sessionFromText } from './session-json.js'

/** How a session cache selects its store, and where it reports a failure. */
export interface CacheOptions extends SelectOptions {
  /**
   * Called at most once in 15 minutes.
   * @param message a sentence without full stop
   * @param hint what the user can do about it
   */
  warn: (message: string, hint?: string) => void
}

/** The half of a session cache that a cache hit needs. */
export interface SessionReader {
  /**
   * Reads a session. If the store fails, `warn` is called once.
   * @returns undefined on a miss: no such session, a damaged one, or a store that fails
   * @param entry of the session index, if the caller has read it
   * @throws RolecallError 'keychain' if the store fails and the user asked for it
   */
  read: (key: string, entry?: IndexEntry) => Promise<Session | undefined>
  /**
   * Forgets what has been read. Needed after a wait for another process, which may have stored a
   * session without an index entry: the disk may be full.
   */
  forgetReads: () => void
  /** Why a session that the index has could not be read; undefined if there was no such failure. */
  failure: () => StoreError | undefined
  /** Closes the store, so that the process can end. */
  close: () => void
}

/** What the writing half shares with the reader. */
interface ReaderParts extends SessionReader {
  stores: OpenStores
  /** {@link CacheOptions.warn}, at most once in 15 minutes. */
  warnOnce: CacheOptions['warn']
  /** Warns about a store that failed; the next call selects a store again. */
  report: (error: unknown, message?: string) => void
}

/**
 * Opens the reader. Each session is read from the store that its index entry names: that is the
 * newest copy, whichever store was in use when it was written.
 * @param nowMs milliseconds of a monotonic clock
 */
export function openSessionReader(
  host: StoreHost & Pick<Host, 'now'>,
  options: CacheOptions,
  nowMs: () => number = monotonicMs,
): ReaderParts {
  const stores = openStores(host, options)
  const warnOnce = onceInAWhile(options.warn, nowMs)
  let failure: StoreError | undefined
  /** What the store had for an index entry that describes it. It changes with the entry. */
  const reads = new Map<string, { version: string | undefined; session: Session | undefined }>()

  const report = (error: unknown, message = withoutCacheMessage(error)): void => {
    warnOnce(message, isStoreError(error) ? storeHint(error) : undefined)
    if (concernsStore(error)) stores.startOver()
  }

  /** Remembering only saves time: a home that is read-only must not fail a cache hit. */
  const tryToRemember = (selection: Selection): void => {
    try {
      rememberStore(host, selection)
    } catch {
      // The next process searches again.
    }
  }

  return {
    stores,
    warnOnce,
    report,
    async read(key, entry = readIndexEntry('session', host.paths.state, key)) {
      const { store: holder, revoked } = entry ?? {}
      if (revoked) return undefined
      const version = JSON.stringify(entry)
      const known = reads.get(key)
      if (known && known.version === version) return known.session
      try {
        const store = await stores.holding(holder)
        const text = await store?.read(key)
        // A store that was selected without a search is remembered already.
        if (text !== undefined && !options.knownOnly) tryToRemember(await stores.selected())
        const session = text === undefined ? undefined : sessionFromText(text)
        // A writer enters a session in the index before it stores it.
        if (session?.expiration === entry?.expiration) reads.set(key, { version, session })
        return session
      } catch (error) {
        if (!isStoreError(error) && !isSystemError(error)) throw error
        const isOfItem = isStoreError(error) && !concernsStore(error)
        const selection = await stores.selected().catch(() => undefined)
        if (!isOfItem && selection?.required) throw storeUnavailableError(error)
        const isDamaged = isStoreError(error) && error.fault === 'damaged'
        if (holder !== undefined && isStoreError(error) && !isDamaged) failure = error
        report(error, unusable(error, selection, holder))
        return undefined
      }
    },
    forgetReads: () => reads.clear(),
    failure: () => failure,
    close: stores.close,
  }
}

/** What the failure means for a session whose store is not the one in use, or is a good one. */
function unusable(
  error: Error,
  selection: Selection | undefined,
  holder: StoreName | undefined,
): string | undefined {
  if (isStoreError(error) && error.fault === 'undecryptable') {
    return `${error.message}: the session cannot be used`
  }
  const isElsewhere = selection !== undefined && holder && holder !== selection.store.name
  return isElsewhere ? `${error.message}: the session in it cannot be used` : undefined
}

/** Drops all calls until {@link RETRY_AFTER_MS} after the last one that was passed on. */
function onceInAWhile(warn: CacheOptions['warn'], nowMs: () => number): CacheOptions['warn'] {
  let lastMs = -Infinity
  return (...warning) => {
    if (nowMs() - lastMs < RETRY_AFTER_MS) return
    lastMs = nowMs()
    warn(...warning)
  }
}
