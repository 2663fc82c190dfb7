import type { Session } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import type { Host } from '../system/host.js'
import { isSystemError } from '../system/files/system-error.js'
import { monotonicMs } from '../system/time.js'
import { RETRY_AFTER_MS } from '../store/circuit-breaker.js'
import { storeHint, storeUnavailableError, withoutCacheMessage } from '../store/errors.js'
import type { StoreHost } from '../store/open.js'
import { rememberStore, selectStore, type Selection, type SelectOptions } from '../store/select.js'
import {
  concernsStore,
  isStoreError,
  storeNoun,
  type SecretStore,
  type StoreError,
  type StoreName,
} from '../store/store.js'
import { forgetCopies, forgetExpired, forgetSecret, withIndexedEvictions } from './forget.js'
import { sessionsInReach, type InReach } from './in-reach.js'
import type { SessionMetadata } from './kinds.js'
import { openStores } from './open-stores.js'
import { listIndexEntries, copiesBeside, readIndexEntry, type IndexEntry } from './secret-index.js'
import { sessionFromText, sessionToText } from './session-json.js'
import { writeSecret } from './write-secret.js'

/** Sessions at rest. A store is opened on demand, and a cache whose store fails is empty. */
export interface SessionCache {
  /**
   * Reads a session. If the store fails, `warn` is called once.
   * @returns undefined on a miss: no such session, a damaged one, or a store that fails
   * @throws RolecallError 'keychain' if the store fails and the user asked for it
   */
  read: (key: string) => Promise<Session | undefined>
  /**
   * Stores a session, and removes expired ones. Never throws, because the caller already has the
   * session.
   */
  write: (key: string, session: Session, metadata: SessionMetadata) => Promise<void>
  /**
   * Removes a session; one that does not exist is not an error.
   * @throws RolecallError 'keychain' if it cannot be removed
   */
  remove: (key: string) => Promise<void>
  /** Entries of the session index, including expired ones. Opens no store. */
  list: () => IndexEntry[]
  /** Those that have not expired and that the next command can read. Never prompts. */
  inReach: () => Promise<InReach>
  /** Name of the store that the next session goes to; `none` if no store works. Never prompts. */
  storeName: () => Promise<StoreName>
  /** The store in use, for secrets that are not sessions; undefined if no store works. */
  secrets: () => Promise<SecretStore | undefined>
  /** The store that contains a secret which is no session. @throws StoreError */
  storeNamed: (name: StoreName) => Promise<SecretStore>
  /** Why a session that the index has could not be read; undefined if there was no such failure. */
  failure: () => StoreError | undefined
  /** Closes the store, so that the process can end. */
  close: () => void
}

/** How a session cache selects its store, and where it reports a failure. */
export interface CacheOptions extends SelectOptions {
  /**
   * Called at most once in 15 minutes.
   * @param message a sentence without full stop
   * @param hint what the user can do about it
   */
  warn: (message: string, hint?: string) => void
}

type CacheHost = StoreHost & Pick<Host, 'now'>

/**
 * Opens the cache of one run, or of one request of a long-running process. Each session is read
 * from the store that its index entry names: that is the newest copy, whichever store was in use
 * when it was written.
 * @param nowMs milliseconds of a monotonic clock
 */
export function openSessionCache(
  host: CacheHost,
  cacheOptions: CacheOptions,
  nowMs: () => number = monotonicMs,
): SessionCache {
  const options = withIndexedEvictions(host, cacheOptions)
  const { state } = host.paths
  const stores = openStores(host, options)
  const warnOnce = onceInAWhile(options.warn, nowMs)
  let failure: StoreError | undefined

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

  const isRequired = (): Promise<boolean> =>
    stores.selected().then(
      ({ required }) => required,
      () => false,
    )

  const secrets = async (): Promise<SecretStore | undefined> => {
    try {
      return (await stores.selected()).store
    } catch (error) {
      if (isStoreError(error)) return undefined
      throw error
    }
  }

  const writeTo = async (
    selection: Selection,
    key: string,
    session: Session,
    metadata: SessionMetadata,
  ): Promise<void> => {
    const { store } = selection
    if (store.name === 'none') return
    const before = readIndexEntry('session', state, key)
    const copies = copiesBeside(before, store.name)
    const { expiration, issued } = session
    const entry = { ...metadata, key, expiration, issued, store: store.name, copies }
    await writeSecret('session', entry, sessionToText(session), store, host)
    rememberStore(host, selection)
    const access = { host, options, inUse: store }
    if (copies.length > 0) await forgetCopies(entry, access)
    await forgetExpired(access)
  }

  const remove = async (key: string): Promise<void> => {
    const inUse = await stores.selected().then(
      ({ store }) => store,
      (error: unknown) => {
        if (!readIndexEntry('session', state, key)) throw error
        return undefined
      },
    )
    await forgetSecret('session', key, { host, options, inUse })
  }

  return {
    async read(key) {
      const holder = readIndexEntry('session', state, key)?.store
      try {
        const store = await stores.holding(holder)
        const text = await store?.read(key)
        if (text === undefined) return undefined
        tryToRemember(await stores.selected())
        return sessionFromText(text)
      } catch (error) {
        if (!isStoreError(error) && !isSystemError(error)) throw error
        const isDamaged = isStoreError(error) && error.fault === 'damaged'
        const selection = await stores.selected().catch(() => undefined)
        if (!isDamaged && selection?.required) throw storeUnavailableError(error)
        if (holder !== undefined && isStoreError(error) && !isDamaged) failure = error
        const isElsewhere = selection !== undefined && holder && holder !== selection.store.name
        report(
          error,
          isElsewhere ? `${error.message}: the session in it cannot be used` : undefined,
        )
        return undefined
      }
    },

    async write(key, session, metadata) {
      const write = (selection: Selection): Promise<void> =>
        writeTo(selection, key, session, metadata)
      try {
        const selection = await stores.selected()
        if (selection.reason === 'fallback') warnOnce(...insteadOf(selection))
        await write(selection)
      } catch (error) {
        if (!concernsStore(error) || (await isRequired())) return report(error)
        stores.startOver()
        try {
          const next = await stores.selected()
          await write(next)
          warnOnce(...insteadOf({ ...next, insteadOf: error as StoreError }))
        } catch {
          report(error)
        }
      }
    },

    remove: (key) =>
      remove(key).catch((error: unknown) => {
        throw isStoreError(error) ? storeUnavailableError(error) : error
      }),

    list: () => listIndexEntries('session', state),
    inReach: () => sessionsInReach(host, options),

    async storeName() {
      const quiet = { ...options, mayPrompt: false, askPassphrase: undefined }
      // A store that the user asked for is the answer even if it does not work now.
      const known = await selectStore(host, { ...quiet, knownOnly: true }).catch(() => undefined)
      if (known?.required) return known.store.name
      try {
        const { store } = await selectStore(host, quiet)
        store.close()
        return store.name
      } catch (error) {
        const isExpected = isRolecallError(error) ? error.code === 'keychain' : isStoreError(error)
        if (isExpected) return 'none'
        throw error
      }
    },

    secrets,
    storeNamed: stores.named,
    failure: () => failure,
    close: stores.close,
  }
}

/** What the user reads when another store than the preferred one takes a session. */
function insteadOf({ store, insteadOf }: Selection): [message: string, hint?: string] {
  const where = `sessions are stored in ${storeNoun(store.name)} instead`
  return insteadOf ? [`${insteadOf.message}: ${where}`, storeHint(insteadOf)] : [where]
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
