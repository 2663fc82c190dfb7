import type { Session } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import { secondsLeft } from '../core/freshness.js'
import type { Host } from '../system/host.js'
import { isSystemError } from '../system/files/system-error.js'
import { forgetExpired, forgetSessions, type StoreAccess } from './forget.js'
import type { StoreHost } from '../store/open.js'
import { rememberStore, selectStore, type Selection, type SelectOptions } from '../store/select.js'
import { sessionFromText, sessionToText } from './session-json.js'
import {
  labelOf,
  listIndexEntries,
  readIndexEntry,
  type SessionMetadata,
  type IndexEntry,
} from './session-index.js'
import { isStoreError, type SecretStore, type StoreName } from '../store/store.js'
import { unavailable, withoutCache } from '../store/errors.js'
import { writeIndexed } from './write-indexed.js'

/** Sessions at rest. Nothing is opened before it is needed, and a cache that fails is a cache that is empty. */
export interface SessionCache {
  /**
   * @returns undefined on a miss: no such session, a damaged one, or a store that fails, of which `warn` is told once
   * @throws RolecallError `keychain` where the user asked for just this store and it fails
   */
  read(key: string): Promise<Session | undefined>
  /** Never throws: the session is in hand, whether or not it can be kept. Forgets what has expired. */
  write(key: string, session: Session, about: SessionMetadata): Promise<void>
  /** Forgetting what is not there is no error. @throws RolecallError `keychain` where the session cannot be removed */
  remove(key: string): Promise<void>
  /** What is kept, expired ones included; asks no store. */
  list(): IndexEntry[]
  /** `none` where no store works; one that was chosen before is not asked whether it still does. */
  storeName(): Promise<StoreName>
  /** The store itself, for secrets that are no sessions; undefined where none works. */
  secrets(): Promise<SecretStore | undefined>
  /** Lets the process end. */
  close(): void
}

export interface CacheOptions extends SelectOptions {
  /** Told at most once, in a sentence without full stop. */
  warn(message: string): void
}

type CacheHost = StoreHost & Pick<Host, 'now'>

export function openSessionCache(host: CacheHost, options: CacheOptions): SessionCache {
  const { state } = host.paths
  let selection: Promise<Selection> | undefined
  let warned = false
  let broken = false

  const selected = (): Promise<Selection> => (selection ??= selectStore(host, options))

  const warn = (error: unknown): void => {
    // A store that hangs once would hang again. One damaged item says nothing of the others, and a disk that takes no note
    // says nothing of the store.
    broken ||= isStoreError(error) ? error.fault !== 'damaged' : !isSystemError(error)
    if (warned) return
    warned = true
    options.warn(withoutCache(error))
  }

  /** After a hit it saves time, no more: a home that cannot be written to is no reason to fail. */
  const remember = (selection: Selection): void => {
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

  const places = async (): Promise<StoreAccess> => ({
    host,
    options,
    inUse: (await selection?.catch(() => undefined))?.store,
  })

  const forget = async (key: string): Promise<void> => {
    const noted = readIndexEntry(state, key)?.store
    const inUse = await selected().then(
      ({ store }) => store,
      (error: unknown) => {
        if (noted === undefined) throw error
      },
    )
    // One of the two was a stand-in for the other once, and each may have a session.
    if (noted !== inUse?.name) await inUse?.remove(key)
    await forgetSessions([key], noted ?? inUse?.name ?? 'none', await places())
  }

  return {
    async read(key) {
      if (broken) return undefined
      try {
        const selection = await selected()
        const text = await selection.store.read(key)
        if (text === undefined) return undefined
        remember(selection)
        return sessionFromText(text)
      } catch (error) {
        if (!isStoreError(error) && !isSystemError(error)) throw error
        const damaged = isStoreError(error) && error.fault === 'damaged'
        if (!damaged && (await isRequired())) throw unavailable(error)
        warn(error)
        return undefined
      }
    },

    async write(key, session, about) {
      if (broken) return
      try {
        const selection = await selected()
        const { store } = selection
        if (store.name === 'none') return
        const lifetime = secondsLeft(session, host.now())
        const { expiration, issued } = session
        await writeIndexed(state, { ...about, key, expiration, issued, store: store.name }, () =>
          store.write(key, sessionToText(session), labelOf(about), lifetime),
        )
        rememberStore(host, selection)
        await forgetExpired(await places())
      } catch (error) {
        warn(error)
      }
    },

    remove: (key) =>
      forget(key).catch((error: unknown) => {
        throw isStoreError(error) ? unavailable(error) : error
      }),

    list: () => listIndexEntries(state),

    async storeName() {
      // Sealed files without a key for them, which nobody is going to be asked for, are no store.
      const quiet = { ...options, knownOnly: true, askPassphrase: undefined }
      const known = await selectStore(host, quiet).catch(() => undefined)
      if (known) return known.store.name
      const found = await secrets().catch((error: unknown) => {
        // Whoever asks which store there is wants no error that one cannot be opened.
        if (!isRolecallError(error) || error.code !== 'keychain') throw error
      })
      return found?.name ?? 'none'
    },

    secrets,

    close() {
      selection?.then(({ store }) => store.close()).catch(() => undefined)
    },
  }
}
