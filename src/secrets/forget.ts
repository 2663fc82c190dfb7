import { secondsLeft } from '../core/time/freshness.js'
import type { Host } from '../system/host.js'
import { monotonicMs } from '../system/time.js'
import { openStore, type OpenOptions, type StoreHost } from '../store/open.js'
import type { SecretStore, StoreName } from '../store/store.js'
import { SECRET_KIND_NAMES, SECRET_KINDS, type SecretKindName } from './kinds.js'
import { saveNextExpiry } from './next-expiry.js'
import {
  copiesBeside,
  hasIndexEntry,
  listIndexEntries,
  readIndexEntry,
  removeIndexEntry,
  writeIndexEntry,
  type IndexEntry,
} from './secret-index.js'

/** The stores that may contain a secret. */
export interface StoreAccess {
  host: StoreHost & Pick<Host, 'now'>
  /** How to open a store that is not in use. */
  options: OpenOptions
  /** The store that is open already. */
  inUse: SecretStore | undefined
}

/**
 * Milliseconds spent on deleting expired secrets after a write; the rest is left to the next write.
 */
const TIDY_MS = 1000

/**
 * Removes secrets and their index entries from the store that contains them, which need not be the
 * one in use.
 * @param untilMs stops then; a time of {@link monotonicMs}
 * @throws StoreError if one cannot be removed; those before it are gone
 */
async function forgetSecrets(
  kind: SecretKindName,
  keys: readonly string[],
  holder: StoreName,
  access: StoreAccess,
  untilMs = Infinity,
): Promise<void> {
  const { state } = access.host.paths
  await removeFrom(holder, keys, access, untilMs, (key) => removeIndexEntry(kind, state, key))
}

async function removeFrom(
  holder: StoreName,
  keys: readonly string[],
  { host, options, inUse }: StoreAccess,
  untilMs = Infinity,
  onRemoved: (key: string) => void = () => undefined,
): Promise<void> {
  const store =
    inUse?.name === holder
      ? inUse
      : await openStore(holder, host, withIndexedEvictions(host, options))
  try {
    for (const key of keys) {
      if (monotonicMs() > untilMs) return
      await store.remove(key)
      onRemoved(key)
    }
  } finally {
    if (store !== inUse) store.close()
  }
}

/**
 * Removes one secret from every store that may contain it: the one that its index entry names,
 * those with a copy, and the one in use. A store that fails does not stop the others.
 * @throws StoreError of the first store that fails; the index entry then names those that are left
 */
export async function forgetSecret(
  kind: SecretKindName,
  key: string,
  access: StoreAccess,
): Promise<void> {
  const { host, inUse } = access
  const { state } = host.paths
  const entry = readIndexEntry(kind, state, key)
  const known = entry ? [entry.store, ...(entry.copies ?? [])] : []
  const holders = new Set([...known, ...(inUse ? [inUse.name] : [])])
  const failures: { store: StoreName; error: unknown }[] = []
  for (const store of holders) {
    await removeFrom(store, [key], access).catch((error: unknown) => {
      if (known.includes(store) || known.length === 0) failures.push({ store, error })
    })
  }
  const [first, ...others] = failures
  if (!first) return removeIndexEntry(kind, state, key)
  if (entry) {
    const copies = others.map(({ store }) => store)
    try {
      writeIndexEntry(kind, state, { ...entry, store: first.store, copies })
    } catch {
      // The entry so far names more stores than are left, and the store's own error says more.
    }
  }
  throw first.error
}

/**
 * Removes older copies of a secret, without prompts. A store that fails stays in the index entry,
 * so that `logout` tries it again.
 */
export async function forgetCopies(entry: IndexEntry, access: StoreAccess): Promise<void> {
  const left: StoreName[] = []
  const quiet = { ...access, options: { ...access.options, mayPrompt: false } }
  for (const copy of entry.copies ?? []) {
    await removeFrom(copy, [entry.key], quiet).catch(() => left.push(copy))
  }
  writeIndexEntry('session', access.host.paths.state, { ...entry, copies: left })
}

/**
 * Removes expired sessions, without prompts. What cannot be removed now is tried again after the
 * next write.
 */
export async function forgetExpired({ host, options, inUse }: StoreAccess): Promise<void> {
  const untilMs = monotonicMs() + TIDY_MS
  const { state } = host.paths
  const access = { host, options: { ...options, mayPrompt: false }, inUse }
  const now = host.now()
  const entries = listIndexEntries('session', state)
  const expired = entries.filter((entry) => secondsLeft(entry, now) <= 0)
  for (const holder of new Set(expired.map(({ store }) => store))) {
    const keys = expired.filter(({ store }) => store === holder).map(({ key }) => key)
    await forgetSecrets('session', keys, holder, access, untilMs).catch(() => undefined)
  }
  const left = entries.filter(
    (entry) => !expired.includes(entry) || hasIndexEntry('session', state, entry.key),
  )
  const expirations = left.map(({ expiration }) => expiration)
  saveNextExpiry(state, expirations, now.at)
}

/** Options for a store whose evicted items lose their index entries as well. */
export function withIndexedEvictions<Options extends OpenOptions>(
  { paths: { state } }: StoreHost,
  options: Options,
): Options {
  const evictable = SECRET_KIND_NAMES.filter((kind) => SECRET_KINDS[kind].evictable)
  return {
    ...options,
    onEvict: (key: string) => evictable.forEach((kind) => forgetEvicted(kind, state, key)),
  }
}

/** Only the kernel keyring evicts. A copy in another store must stay in the index. */
function forgetEvicted(kind: SecretKindName, state: string, key: string): void {
  const entry = readIndexEntry(kind, state, key)
  const [store, ...copies] = entry ? copiesBeside(entry, 'kernel') : []
  if (entry && store) writeIndexEntry(kind, state, { ...entry, store, copies })
  else removeIndexEntry(kind, state, key)
}
