import type { Session } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import type { Host } from '../system/host.js'
import { storeHint, storeUnavailableError } from '../store/errors.js'
import type { StoreHost } from '../store/open.js'
import { rememberStore, selectStore } from '../store/select.js'
import type { Selection } from '../store/selection.js'
import {
  concernsStore,
  isStoreError,
  storeNoun,
  type SecretStore,
  type StoreError,
  type StoreName,
} from '../store/store.js'
import { forgetCopies, forgetExpired, forgetSecret, withIndexedEvictions } from './forget.js'
import { mayHaveExpired } from './next-expiry.js'
import { sessionsInReach, type InReach } from './in-reach.js'
import type { SessionMetadata } from './metadata.js'
import { listIndexEntries, copiesBeside, readIndexEntry, type IndexEntry } from './secret-index.js'
import { openSessionReader, type CacheOptions, type SessionReader } from './session-reader.js'
import { sessionToText } from './session-json.js'
import { revocationOf, revocationsInForce } from './revocations.js'
import { writeSecret } from './write-secret.js'

/** Sessions at rest. A store is opened on demand, and a cache whose store fails is empty. */
export interface SessionCache extends SessionReader {
  /**
   * Stores a session, and removes expired ones if there may be any. Never throws, because the
   * caller already has the session.
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
  /** The store that contains a secret other than a session. @throws StoreError */
  storeNamed: (name: StoreName) => Promise<SecretStore>
}

type CacheHost = StoreHost & Pick<Host, 'now'>

/**
 * Opens the cache of one run, or of one request of a long-running process.
 * @param nowMs milliseconds of a monotonic clock
 */
export function openSessionCache(
  host: CacheHost,
  cacheOptions: CacheOptions,
  nowMs?: () => number,
): SessionCache {
  const options = withIndexedEvictions(host, cacheOptions)
  const { state } = host.paths
  const reader = openSessionReader(host, options, nowMs)
  const { stores, warnOnce, report } = reader

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
    // `rolecall revoke` may have forgotten the role's sessions while this one was obtained.
    const inForce = revocationsInForce(state, session.issued.at + session.issued.serverOffset)
    if (revocationOf(metadata, session, inForce)) return
    const before = readIndexEntry('session', state, key)
    const copies = copiesBeside(before, store.name)
    const { expiration, issued } = session
    const entry = { ...metadata, key, expiration, issued, store: store.name, copies }
    await writeSecret('session', entry, sessionToText(session), store, host)
    const { remembered } = options.health
    const isRemembered = remembered?.name === store.name
    if (!isRemembered || remembered.required !== selection.required) rememberStore(host, selection)
    const access = { host, options, inUse: store }
    if (copies.length > 0) await forgetCopies(entry, access)
    if (mayHaveExpired(state, expiration, host.now().at)) await forgetExpired(access)
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
    read: reader.read,
    forgetReads: reader.forgetReads,

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
    failure: reader.failure,
    close: reader.close,
  }
}

/** What the user reads when another store than the preferred one takes a session. */
function insteadOf({ store, insteadOf }: Selection): [message: string, hint?: string] {
  const where = `sessions are stored in ${storeNoun(store.name)} instead`
  return insteadOf ? [`${insteadOf.message}: ${where}`, storeHint(insteadOf)] : [where]
}
