import { RolecallError } from '../core/errors.js'
import { outlivesRestart, storeNoun, type ItemOptions, type SecretStore } from '../store/store.js'
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
 * which is harmless, and never a secret that logout cannot find.
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
