import { secondsLeft } from '../core/freshness.js'
import type { Host } from '../system/host.js'
import { openStore, type OpenOptions, type StoreHost } from '../store/open.js'
import { listIndexEntries, removeIndexEntry } from './session-index.js'
import type { SecretStore, StoreName } from '../store/store.js'

/** Where sessions may be, and how to get there. */
export interface StoreAccess {
  host: StoreHost & Pick<Host, 'now'>
  options: OpenOptions
  /** The store that is open already. */
  inUse: SecretStore | undefined
}

/** Milliseconds that whoever wants a session waits for others' to be tidied away, and a little more. */
const PATIENCE = 1000

/**
 * Removes sessions from the store that holds them, which need not be the one in use.
 * @param until asks for no more of them after this moment; milliseconds of `performance.now()`
 * @throws StoreError where one cannot be removed; those before it are gone
 */
export async function forgetSessions(
  keys: readonly string[],
  holder: StoreName,
  { host, options, inUse }: StoreAccess,
  until = Infinity,
): Promise<void> {
  const store = inUse?.name === holder ? inUse : await openStore(holder, host, options)
  try {
    for (const key of keys) {
      if (performance.now() > until) return
      await store.remove(key)
      removeIndexEntry(host.paths.state, key)
    }
  } finally {
    if (store !== inUse) store.close()
  }
}

/** Forgets what has expired, without asking anybody. What cannot be removed now is tried again with the next session. */
export async function forgetExpired({ host, options, inUse }: StoreAccess): Promise<void> {
  const until = performance.now() + PATIENCE
  const quietly = { host, options: { ...options, mayPrompt: false }, inUse }
  const now = host.now()
  const expired = listIndexEntries(host.paths.state).filter((side) => secondsLeft(side, now) <= 0)
  for (const holder of new Set(expired.map(({ store }) => store))) {
    const keys = expired.filter(({ store }) => store === holder).map(({ key }) => key)
    await forgetSessions(keys, holder, quietly, until).catch(() => undefined)
  }
}
