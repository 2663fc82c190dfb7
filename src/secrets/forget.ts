import type { Host } from '../system/host.js'
import { monotonicMs } from '../system/time.js'
import { openStore, type OpenOptions, type StoreHost } from '../store/open.js'
import type { SecretStore, StoreName } from '../store/store.js'
import {
  SECRET_KIND_NAMES,
  SECRET_KINDS,
  type MetadataOf,
  type SecretKind,
  type SecretKindName,
} from './kinds.js'
import { listIndexEntries, readIndexEntry, removeIndexEntry } from './secret-index.js'

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
  { host, options, inUse }: StoreAccess,
  untilMs = Infinity,
): Promise<void> {
  const store =
    inUse?.name === holder
      ? inUse
      : await openStore(holder, host, withIndexedEvictions(host, options))
  try {
    for (const key of keys) {
      if (monotonicMs() > untilMs) return
      await store.remove(key)
      removeIndexEntry(kind, host.paths.state, key)
    }
  } finally {
    if (store !== inUse) store.close()
  }
}

/**
 * Removes one secret from the store that its index entry names and from the one in use. Both may
 * contain it if one was a fallback for the other.
 * @throws StoreError
 */
export async function forgetSecret(
  kind: SecretKindName,
  key: string,
  access: StoreAccess,
): Promise<void> {
  const { host, inUse } = access
  const holder = readIndexEntry(kind, host.paths.state, key)?.store
  if (holder !== inUse?.name) await inUse?.remove(key)
  await forgetSecrets(kind, [key], holder ?? inUse?.name ?? 'none', access)
}

/**
 * Removes expired secrets, without prompts. What cannot be removed now is tried again after the
 * next write.
 */
export async function forgetExpired({ host, options, inUse }: StoreAccess): Promise<void> {
  const untilMs = monotonicMs() + TIDY_MS
  const access = { host, options: { ...options, mayPrompt: false }, inUse }
  const expiring = SECRET_KIND_NAMES.filter((kind) => SECRET_KINDS[kind].lifetime)
  for (const kind of expiring) {
    const expired = expiredEntries(kind, host)
    for (const holder of new Set(expired.map(({ store }) => store))) {
      const keys = expired.filter(({ store }) => store === holder).map(({ key }) => key)
      await forgetSecrets(kind, keys, holder, access, untilMs).catch(() => undefined)
    }
  }
}

function expiredEntries<Kind extends SecretKindName>(kind: Kind, host: StoreAccess['host']) {
  const { lifetime }: SecretKind<MetadataOf<Kind>> = SECRET_KINDS[kind]
  const now = host.now()
  return listIndexEntries(kind, host.paths.state).filter(
    (entry) => lifetime !== undefined && lifetime(entry, now) <= 0,
  )
}

/** Options for a store whose evicted items lose their index entries as well. */
export function withIndexedEvictions<Options extends OpenOptions>(
  { paths: { state } }: StoreHost,
  options: Options,
): Options {
  const evictable = SECRET_KIND_NAMES.filter((kind) => SECRET_KINDS[kind].evictable)
  return {
    ...options,
    onEvict: (key: string) => evictable.forEach((kind) => removeIndexEntry(kind, state, key)),
  }
}
