import type { Session } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import type { Host } from '../system/host.js'
import { isSystemError } from '../system/files/system-error.js'
import { monotonicMs } from '../system/time.js'
import { storeUnavailableError } from '../store/errors.js'
import type { StoreHost } from '../store/open.js'
import { rememberStore, selectStore, type Selection, type SelectOptions } from '../store/select.js'
import { isStoreError, type SecretStore, type StoreName } from '../store/store.js'
import { failurePause } from './failure-pause.js'
import { forgetExpired, forgetSecret, withIndexedEvictions } from './forget.js'
import type { SessionMetadata } from './kinds.js'
import { listIndexEntries, readIndexEntry, type IndexEntry } from './secret-index.js'
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
  /** Name of the store in use; `none` if no store works. Does not check a remembered store. */
  storeName: () => Promise<StoreName>
  /** The store in use, for secrets that are not sessions; undefined if no store works. */
  secrets: () => Promise<SecretStore | undefined>
  /** Closes the store, so that the process can end. */
  close: () => void
}

/** How a session cache selects its store, and where it reports a failure. */
export interface CacheOptions extends SelectOptions {
  /** Called with a sentence without full stop, at most once in 15 minutes. */
  warn: (message: string) => void
}

type CacheHost = StoreHost & Pick<Host, 'now'>

/**
 * Opens the cache of one run, or of one request of a long-running process.
 * @param nowMs milliseconds of a monotonic clock
 */
export function openSessionCache(
  host: CacheHost,
  cacheOptions: CacheOptions,
  nowMs: () => number = monotonicMs,
): SessionCache {
  const options = withIndexedEvictions(host, cacheOptions)
  const { state } = host.paths
  let selection: Promise<Selection> | undefined

  const selected = (): Promise<Selection> => (selection ??= selectStore(host, options))

  const close = (): void => {
    selection?.then(({ store }) => store.close()).catch(() => undefined)
  }

  const startOver = (): void => {
    close()
    selection = undefined
  }
  const { isPaused, report } = failurePause((message) => options.warn(message), startOver, nowMs)

  /** Remembering only saves time: a home that is read-only must not fail a cache hit. */
  const tryToRemember = (selection: Selection): void => {
    try {
      rememberStore(host, selection)
    } catch {
      // The next process searches again.
    }
  }

  const isRequired = (): Promise<boolean> =>
    selected().then(
      ({ required }) => required,
      () => false,
    )

  const secrets = async (): Promise<SecretStore | undefined> => {
    try {
      return (await selected()).store
    } catch (error) {
      if (isStoreError(error)) return undefined
      throw error
    }
  }

  const remove = async (key: string): Promise<void> => {
    const inUse = await selected().then(
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
      if (isPaused()) return undefined
      try {
        const selection = await selected()
        const text = await selection.store.read(key)
        if (text === undefined) return undefined
        tryToRemember(selection)
        return sessionFromText(text)
      } catch (error) {
        if (!isStoreError(error) && !isSystemError(error)) throw error
        const isDamaged = isStoreError(error) && error.fault === 'damaged'
        if (!isDamaged && (await isRequired())) throw storeUnavailableError(error)
        report(error)
        return undefined
      }
    },

    async write(key, session, metadata) {
      if (isPaused()) return
      try {
        const selection = await selected()
        const { store } = selection
        if (store.name === 'none') return
        const { expiration, issued } = session
        const entry = { ...metadata, key, expiration, issued, store: store.name }
        await writeSecret('session', entry, sessionToText(session), store, host)
        rememberStore(host, selection)
        await forgetExpired({ host, options, inUse: store })
      } catch (error) {
        report(error)
      }
    },

    remove: (key) =>
      remove(key).catch((error: unknown) => {
        throw isStoreError(error) ? storeUnavailableError(error) : error
      }),

    list: () => listIndexEntries('session', state),

    async storeName() {
      // Encrypted files without a key do not count as a store, if there is no prompt for it.
      const quiet = { ...options, knownOnly: true, askPassphrase: undefined }
      const known = await selectStore(host, quiet).catch(() => undefined)
      if (known) return known.store.name
      const found = await secrets().catch((error: unknown) => {
        // A store that cannot be opened is not an error for a command that only shows its name.
        if (!isRolecallError(error) || error.code !== 'keychain') throw error
        return undefined
      })
      return found?.name ?? 'none'
    },

    secrets,
    close,
  }
}
