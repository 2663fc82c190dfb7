import { RolecallError } from '../core/errors.js'
import {
  outlivesRestart,
  StoreError,
  storeNoun,
  type ItemOptions,
  type SecretStore,
} from '../store/store.js'
import { isSystemError, reason } from '../system/files/system-error.js'
import type { Host } from '../system/host.js'
import { SECRET_KINDS, type MetadataOf, type SecretKind, type SecretKindName } from './kinds.js'
import {
  copiesBeside,
  readIndexEntry,
  removeIndexEntry,
  writeIndexEntry,
  type IndexEntry,
} from './secret-index.js'

/**
 * Writes the index entry, then the secret. A crash in between leaves an entry without a secret,
 * which is harmless. Only a power failure leaves a secret that logout cannot find; it expires.
 *
 * A secret that cannot be obtained again is written first, read back, and then entered in the
 * index: an entry must not hide the copy that the secret came from.
 *
 * If the entry cannot be written, a secret that expires is stored all the same: a full disk must
 * not cost the session. Any other secret is not stored.
 * @throws StoreError, with the index as it was; RolecallError 'keychain' if the store may not
 * contain this kind of secret; Error of the file system if the entry cannot be written
 */
export async function writeSecret<Kind extends SecretKindName>(
  kind: Kind,
  entry: IndexEntry<Kind>,
  value: string,
  store: SecretStore,
  { paths: { state }, now }: Pick<Host, 'paths' | 'now'>,
): Promise<void> {
  const { lifetime }: SecretKind<MetadataOf<Kind>> = SECRET_KINDS[kind]
  const obstacle = storeObstacle(kind, store)
  if (obstacle !== undefined) throw new RolecallError('keychain', obstacle)
  if (SECRET_KINDS[kind].needsPersistentStore) return writeLasting(kind, entry, value, store, state)
  const before = readIndexEntry(kind, state, entry.key)
  const copies = entry.copies ?? copiesBeside(before, store.name)
  const writeEntry = (): void => writeIndexEntry(kind, state, { ...entry, copies })
  const isIndexed = lifetime ? succeeds(writeEntry) : (writeEntry(), true)
  try {
    await store.write(entry.key, value, itemOptions(kind, entry, now()))
  } catch (error) {
    succeeds(() => {
      if (before) writeIndexEntry(kind, state, before)
      else removeIndexEntry(kind, state, entry.key)
    })
    throw error
  }
  if (!isIndexed) writeEntry()
}

/**
 * Replaces a secret that cannot be obtained again. If the new one cannot be stored, or not entered
 * in the index, the one before is put back.
 * @throws StoreError 'damaged' if the store returns something else than was written; RolecallError
 * 'failed' if the index cannot be written
 */
async function writeLasting<Kind extends SecretKindName>(
  kind: Kind,
  entry: IndexEntry<Kind>,
  value: string,
  store: SecretStore,
  state: string,
): Promise<void> {
  const { key } = entry
  const before = readIndexEntry(kind, state, key)
  const { label, evictable }: SecretKind<MetadataOf<Kind>> = SECRET_KINDS[kind]
  // The entry that is there shows whether the index can be written, before a secret is replaced.
  if (before) writeEntry(kind, state, before)
  const old = before?.store === store.name ? await store.read(key) : undefined
  try {
    await store.write(key, value, { label: label(entry), evictable })
    await assertStored(store, key, value)
    const copies = entry.copies ?? copiesBeside(before, store.name)
    writeEntry(kind, state, { ...entry, copies })
  } catch (error) {
    const undo =
      before && old !== undefined
        ? store.write(key, old, { label: label(before), evictable })
        : store.remove(key)
    await undo.catch(() => undefined)
    throw error
  }
}

/** @throws RolecallError 'failed' if the file system refuses */
function writeEntry<Kind extends SecretKindName>(
  kind: Kind,
  state: string,
  entry: IndexEntry<Kind>,
): void {
  try {
    writeIndexEntry(kind, state, entry)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new RolecallError('failed', `cannot write to ${state}: ${reason(error)}`, {
      hint: 'rolecall must be able to write there: check its owner and the free space, or set XDG_STATE_HOME',
      cause: error,
    })
  }
}

/** @throws StoreError if a store does not return what was written to it */
export async function assertStored(store: SecretStore, key: string, value: string): Promise<void> {
  if ((await store.read(key)) === value) return
  const what = `${storeNoun(store.name)} did not return what was written`
  throw new StoreError('damaged', what)
}

/**
 * Checks whether a kind of secret may be in a store.
 * @returns why not, in one sentence; undefined if it may
 */
export function storeObstacle(
  kind: SecretKindName,
  { name }: Pick<SecretStore, 'name'>,
): string | undefined {
  if (!SECRET_KINDS[kind].needsPersistentStore || outlivesRestart(name)) return undefined
  return `a ${kind} cannot be stored in ${storeNoun(name)}: it must survive a restart`
}

/** The item options of a secret, from the metadata in its index entry. */
export function itemOptions<Kind extends SecretKindName>(
  kind: Kind,
  entry: IndexEntry<Kind>,
  now: ReturnType<Host['now']>,
): ItemOptions {
  const { label, lifetime, evictable }: SecretKind<MetadataOf<Kind>> = SECRET_KINDS[kind]
  return { label: label(entry), lifetime: lifetime?.(entry, now), evictable }
}

function succeeds(work: () => void): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
