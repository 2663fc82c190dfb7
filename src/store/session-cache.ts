import type { Session } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import { secondsLeft } from '../core/freshness.js'
import type { Host } from '../host/host.js'
import { openStore, rememberStore, selectStore, type Selection } from './select.js'
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

export interface CacheOptions {
  /** `--store`; by default ROLECALL_STORE, then what works. */
  store?: string | undefined
  /** Whether the keychain may show its unlock dialog. */
  interactive: boolean
  /** Told at most once, in a sentence without full stop. */
  warn(message: string): void
}

type CacheHost = Pick<Host, 'env' | 'platform' | 'paths' | 'now'>

export function openSessionCache(host: CacheHost, options: CacheOptions): SessionCache {
  const { interactive } = options
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

  const isRequired = (): Promise<boolean> =>
    selected().then(
      ({ required }) => required,
      () => false,
    )

  const forget = async (key: string): Promise<void> => {
    const { store } = await selected()
    const name = readSideFile(state, key)?.store ?? store.name
    const holder = name === store.name ? store : await openStore(name, host, interactive)
    try {
      await holder?.remove(key)
    } finally {
      if (holder !== store) holder?.close()
    }
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

  const prune = async (store: StoreName): Promise<void> => {
    const now = host.now()
    const expired = listSideFiles(state).filter((side) => secondsLeft(side, now) <= 0)
    for (const side of expired) if (side.store === store) await forget(side.key)
  }

  return {
    async read(key) {
      if (broken) return undefined
      try {
        const { store } = await selected()
        const text = await store.read(key)
        return text === undefined ? undefined : sessionFromText(text)
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
        const { store } = await selected()
        if (store.name === 'none') return
        await store.write(key, sessionToText(session), labelOf(about))
        const { expiration, issued } = session
        writeSideFile(state, { ...about, key, expiration, issued, store: store.name })
        rememberStore(host, store.name)
        // What cannot be removed now is tried again with the next session.
        await prune(store.name).catch(() => undefined)
      } catch (error) {
        warn(error)
      }
    },

    remove: forget,
    list: () => listSideFiles(state),

    async storeName() {
      return (await secrets())?.name ?? 'none'
    },

    secrets,

    close() {
      selection?.then(({ store }) => store.close()).catch(() => undefined)
    },
  }
}

/** What the system's own keychain program shows. */
function labelOf({ profile, operation, account }: SessionAbout): string {
  return `rolecall: ${profile} (${operation}${account ? ` in ${account}` : ''})`
}

function unavailable(error: StoreError): RolecallError {
  return new RolecallError('keychain', error.message, {
    hint: 'unlock it, or choose another store with --store',
    cause: error,
  })
}
