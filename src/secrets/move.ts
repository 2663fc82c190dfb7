import { secondsLeft } from '../core/freshness.js'
import type { Host } from '../system/host.js'
import { openStore, type OpenOptions, type StoreHost } from '../store/open.js'
import { labelOf, listIndexEntries, removeIndexEntry, writeIndexEntry } from './session-index.js'
import { isStoreError, type SecretStore, type StoreError, type StoreName } from '../store/store.js'

/** What a store holds for us, and a file outside it tells of. */
export interface StoredSecret {
  noun: 'session' | 'sign-in'
  key: string
  store: StoreName
  /** As {@link SecretStore.write} shows it. */
  label: string
  /** Seconds; undefined for what does not expire. */
  lifetime?: number
  /** Has the file say which store holds it; undefined: none does any more. */
  note(store: StoreName | undefined): void
}

export interface MoveResult {
  moved: StoredSecret[]
  /** What stayed where it was. */
  left: { kept: StoredSecret; reason: string }[]
}

export function storedSessions({ paths, now }: StoreHost & Pick<Host, 'now'>): StoredSecret[] {
  const { state } = paths
  return listIndexEntries(state).map((side) => ({
    noun: 'session',
    key: side.key,
    store: side.store,
    label: labelOf(side),
    lifetime: secondsLeft(side, now()),
    note(store) {
      if (store) writeIndexEntry(state, { ...side, store })
      else removeIndexEntry(state, side.key)
    },
  }))
}

/** Takes everything to one store. What cannot be moved stays where it is; what has expired is forgotten. */
export async function moveAll(
  all: readonly StoredSecret[],
  to: SecretStore,
  host: StoreHost,
  options: OpenOptions,
): Promise<MoveResult> {
  const elsewhere = all.filter(({ store }) => store !== to.name)
  const result: MoveResult = { moved: [], left: [] }
  for (const name of new Set(elsewhere.map(({ store }) => store))) {
    let from: SecretStore | undefined
    let broken: StoreError | undefined
    for (const kept of elsewhere.filter(({ store }) => store === name)) {
      try {
        if (broken) throw broken
        from ??= await openStore(name, host, options)
        if (await moveOne(kept, from, to)) result.moved.push(kept)
      } catch (error) {
        if (!isStoreError(error)) throw error
        // One damaged item says nothing of the others.
        if (error.fault !== 'damaged') broken = error
        result.left.push({ kept, reason: error.message })
      }
    }
    from?.close()
  }
  return result
}

/** Written before it is removed: a crash in between leaves it twice, which harms nobody. */
async function moveOne(
  { key, label, lifetime, note }: StoredSecret,
  from: SecretStore,
  to: SecretStore,
): Promise<boolean> {
  const value = lifetime === undefined || lifetime > 0 ? await from.read(key) : undefined
  const isKept = value !== undefined && to.name !== 'none'
  if (isKept) {
    await to.write(key, value, label, lifetime)
    note(to.name)
  }
  await from.remove(key)
  if (!isKept) note(undefined)
  return isKept
}
