import type { Host } from '../system/host.js'
import { openStore, type OpenOptions, type StoreHost } from '../store/open.js'
import {
  concernsStore,
  isStoreError,
  type ItemOptions,
  type SecretStore,
  type StoreError,
  type StoreName,
} from '../store/store.js'
import { withIndexedEvictions } from './forget.js'
import { SECRET_KIND_NAMES, SECRET_KINDS, type SecretKindName } from './kinds.js'
import { listIndexEntries, removeIndexEntry, writeIndexEntry } from './secret-index.js'
import { assertStored, itemOptions, storeObstacle } from './write-secret.js'

/** A secret that the index has an entry of. */
export interface StoredSecret {
  kind: SecretKindName
  key: string
  store: StoreName
  options: ItemOptions
  /** Changes the store in the index entry; undefined removes the entry. */
  setStore: (store: StoreName | undefined) => void
}

/** The outcome of {@link moveSecrets}; expired secrets are in neither list. */
export interface MoveResult {
  moved: StoredSecret[]
  /** Secrets that are still in their old store. */
  notMoved: { secret: StoredSecret; reason: string }[]
}

/** Lists the secrets of all kinds. @throws RolecallError 'failed' if the index cannot be read */
export function storedSecrets(host: StoreHost & Pick<Host, 'now'>): StoredSecret[] {
  return SECRET_KIND_NAMES.flatMap((kind) => secretsOfKind(kind, host))
}

function secretsOfKind<Kind extends SecretKindName>(
  kind: Kind,
  { paths: { state }, now }: StoreHost & Pick<Host, 'now'>,
): StoredSecret[] {
  return listIndexEntries(kind, state).map((entry) => ({
    kind,
    key: entry.key,
    store: entry.store,
    options: itemOptions(kind, entry, now()),
    setStore(store) {
      if (store) writeIndexEntry(kind, state, { ...entry, store })
      else removeIndexEntry(kind, state, entry.key)
    },
  }))
}

/**
 * Moves secrets to one store. Expired secrets are removed. A secret that cannot be moved stays
 * where it is; one that is damaged does not stop the others.
 */
export async function moveSecrets(
  secrets: readonly StoredSecret[],
  to: SecretStore,
  host: StoreHost,
  options: OpenOptions,
): Promise<MoveResult> {
  const result: MoveResult = { moved: [], notMoved: [] }
  const movable = secrets.filter((secret) => {
    if (secret.store === to.name) return false
    const reason = storeObstacle(secret.kind, to)
    if (reason !== undefined) result.notMoved.push({ secret, reason })
    return reason === undefined
  })
  for (const name of new Set(movable.map(({ store }) => store))) {
    let from: SecretStore | undefined
    let storeFailure: StoreError | undefined
    for (const secret of movable.filter(({ store }) => store === name)) {
      try {
        if (storeFailure) throw storeFailure
        from ??= await openStore(name, host, withIndexedEvictions(host, options))
        if (await moveSecret(secret, from, to)) result.moved.push(secret)
      } catch (error) {
        if (!isStoreError(error)) throw error
        if (concernsStore(error)) storeFailure = error
        result.notMoved.push({ secret, reason: error.message })
      }
    }
    from?.close()
  }
  return result
}

/**
 * Writes a secret to the new store before it is removed from the old one. A crash in between leaves
 * it in both, which is harmless.
 * @returns false if it was only removed: it has expired, or the new store is `none`
 */
async function moveSecret(
  { kind, key, options, setStore }: StoredSecret,
  from: SecretStore,
  to: SecretStore,
): Promise<boolean> {
  const { lifetime = Infinity } = options
  const value = lifetime > 0 ? await from.read(key) : undefined
  const isMoved = value !== undefined && to.name !== 'none'
  if (isMoved) {
    await to.write(key, value, options)
    if (SECRET_KINDS[kind].needsPersistentStore) await assertStored(to, key, value)
    setStore(to.name)
  }
  await from.remove(key)
  if (!isMoved) setStore(undefined)
  return isMoved
}
