import { isRolecallError, RolecallError } from '../core/errors.js'
import { secondsLeft } from '../core/time/freshness.js'
import type { Host } from '../system/host.js'
import { storeHint } from '../store/errors.js'
import { openStore, type StoreHost } from '../store/open.js'
import { selectStore } from '../store/select.js'
import type { SelectOptions } from '../store/selection.js'
import { isStoreError, type StoreName } from '../store/store.js'
import { listIndexEntries, type IndexEntry } from './secret-index.js'

/** The valid sessions that the next command can read, and why it cannot read the others. */
export interface InReach {
  entries: IndexEntry[]
  /** One error 'keychain' for each store that does not work. */
  failures: RolecallError[]
}

/**
 * Finds the sessions in stores that this process can open. Never prompts. Of the stores only the
 * keychain is called, because it alone can be out of reach for one process and not for another.
 */
export async function sessionsInReach(
  host: StoreHost & Pick<Host, 'now'>,
  options: SelectOptions,
): Promise<InReach> {
  const now = host.now()
  const all = listIndexEntries('session', host.paths.state)
  const entries = all.filter((entry) => secondsLeft(entry, now) > 0 && !entry.revoked)
  if (entries.length === 0) return { entries, failures: [] }
  const known = await selectStore(host, { ...options, knownOnly: true }).catch((error: unknown) =>
    isRolecallError(error) && error.code === 'keychain' ? error : undefined,
  )
  if (isRolecallError(known)) return { entries: [], failures: [known] }
  const holders = new Set(entries.map(({ store }) => store))
  const names = known?.required ? [known.store.name] : [...holders]
  const working: StoreName[] = []
  const failures: RolecallError[] = []
  for (const name of names) {
    const failure = await failureOf(name, host, options)
    if (failure) failures.push(failure)
    else working.push(name)
  }
  return { entries: entries.filter(({ store }) => working.includes(store)), failures }
}

async function failureOf(
  name: StoreName,
  host: StoreHost,
  options: SelectOptions,
): Promise<RolecallError | undefined> {
  try {
    const store = await openStore(name, host, options)
    if (name === 'keychain') await store.probe().finally(() => store.close())
    return undefined
  } catch (error) {
    if (!isStoreError(error)) throw error
    const message = `${error.message}: the sessions there cannot be used`
    return new RolecallError('keychain', message, { hint: storeHint(error), cause: error })
  }
}
