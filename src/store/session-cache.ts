import type { Session } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import { secondsLeft } from '../core/freshness.js'
import type { Host } from '../host/host.js'
import { openStore, type StoreHost } from './open.js'
import { rememberStore, selectStore, type Selection, type SelectOptions } from './select.js'
import { sessionFromText, sessionToText } from './session-item.js'
import {
  listSideFiles,
  readSideFile,
  removeSideFile,
  writeSideFile,
  type SessionAbout,
  type SideFile,
} from './side-files.js'
import { isStoreError, type SecretStore, type StoreError, type StoreName } from './store.js'

/** Sessions at rest. Nothing is opened before it is needed, and a cache that fails is a cache that is empty. */
export interface SessionCache {
  /**
   * @returns undefined on a miss: no such session, a damaged one, or a store that fails, of which `warn` is told once
   * @throws RolecallError `keychain` where the user asked for just this store and it fails
   */
  read(key: string): Promise<Session | undefined>
  /** Never throws: the session is in hand, whether or not it can be kept. Forgets what has expired. */
  write(key: string, session: Session, about: SessionAbout): Promise<void>
  /** Forgetting what is not there is no error. @throws StoreError where the session cannot be removed */
  remove(key: string): Promise<void>
  /** What is kept, expired ones included; asks no store. */
  list(): SideFile[]
  /** `none` where no store works. */
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
    // A store that hangs once would hang again. One damaged item says nothing of the others.
    broken ||= !isStoreError(error) || error.fault !== 'damaged'
    if (warned) return
    warned = true
    const reason = error instanceof Error ? error.message : String(error)
    options.warn(`${reason}: going on without the session cache`)
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

  /** Works on the store that holds a session, which need not be the one that is in use. */
  const withHolder = async (
    name: StoreName,
    work: (holder: SecretStore) => Promise<void>,
  ): Promise<void> => {
    const inUse = await selection?.catch(() => undefined)
    if (inUse?.store.name === name) return work(inUse.store)
    const holder = await openStore(name, host, options)
    try {
      await work(holder)
    } finally {
      holder.close()
    }
  }

  const forget = async (key: string): Promise<void> => {
    const name = readSideFile(state, key)?.store ?? (await selected()).store.name
    await withHolder(name, (holder) => holder.remove(key))
    removeSideFile(state, key)
  }

  const secrets = async (): Promise<SecretStore | undefined> => {
    try {
      return (await selected()).store
    } catch (error) {
      if (isStoreError(error)) return undefined
      throw error
    }
  }

  /** What cannot be removed now is tried again with the next session. */
  const prune = async (): Promise<void> => {
    const now = host.now()
    const expired = listSideFiles(state).filter((side) => secondsLeft(side, now) <= 0)
    for (const name of new Set(expired.map(({ store }) => store))) {
      const keys = expired.filter(({ store }) => store === name).map(({ key }) => key)
      await withHolder(name, async (holder) => {
        for (const key of keys) {
          await holder.remove(key)
          removeSideFile(state, key)
        }
      }).catch(() => undefined)
    }
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
        if (!isStoreError(error)) throw error
        if (error.fault !== 'damaged' && (await isRequired())) throw unavailable(error)
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
        await store.write(key, sessionToText(session), labelOf(about), lifetime)
        const { expiration, issued } = session
        writeSideFile(state, { ...about, key, expiration, issued, store: store.name })
        rememberStore(host, selection)
        await prune()
      } catch (error) {
        warn(error)
      }
    },

    remove: forget,
    list: () => listSideFiles(state),

    async storeName() {
      const known = selectStore(host, { ...options, knownOnly: true })
      return (await known.catch(() => undefined))?.store.name ?? (await secrets())?.name ?? 'none'
    },

    secrets,

    close() {
      selection?.then(({ store }) => store.close()).catch(() => undefined)
    },
  }
}

/** What the system's own keychain program shows. */
export function labelOf({ profile, operation, account }: SessionAbout): string {
  return `rolecall: ${profile} (${operation}${account ? ` in ${account}` : ''})`
}

function unavailable(error: StoreError): RolecallError {
  return new RolecallError('keychain', error.message, {
    hint: 'unlock it (rolecall login asks), or choose another store with --store',
    cause: error,
  })
}
