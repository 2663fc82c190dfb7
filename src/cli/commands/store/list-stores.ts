import { jsonText } from '../../../core/json.js'
import { listIndexEntries } from '../../../secrets/secret-index.js'
import { openStore, type OpenOptions } from '../../../store/open.js'
import { hasSealingKey } from '../../../store/search.js'
import { isStoreError, STORE_NAMES, StoreError, type StoreName } from '../../../store/store.js'
import type { CommandContext } from '../../context.js'
import { alignColumns } from '../../ui/table.js'
import { lineWidth } from '../../ui/wrap.js'

/** State of encrypted files whose key is a passphrase that the user has to type. */
const ASKS_FOR_PASSPHRASE = 'works, but asks for a passphrase (set ROLECALL_KEY_FILE to avoid that)'

/** Probes a store without prompts. @returns undefined if it works */
export async function probeFailure(
  name: StoreName,
  { host }: CommandContext,
  options: OpenOptions,
): Promise<StoreError | undefined> {
  try {
    const store = await openStore(name, host, { ...options, mayPrompt: false })
    await store.probe().finally(() => store.close())
    return undefined
  } catch (error) {
    if (isStoreError(error)) return error
    throw error
  }
}

/** Prints every store, with its sessions and whether it works. @returns the exit status */
export async function listStores(
  json: boolean | undefined,
  context: CommandContext,
): Promise<number> {
  const { host } = context
  const { askPassphrase } = context.storeOptions
  // Never prompts. If a prompt is possible, encrypted files that do not exist yet count as working.
  const options = { ...context.storeOptions, askPassphrase: askPassphrase && throwLocked }
  const inUse = await context.cache().storeName()
  const entries = listIndexEntries('session', host.paths.state)
  const stores = []
  for (const name of STORE_NAMES.filter((name) => name !== 'none')) {
    const reason = (await probeFailure(name, context, options))?.message
    const sessions = entries.filter(({ store }) => store === name).length
    stores.push({ name, inUse: name === inUse, works: reason === undefined, reason, sessions })
  }
  if (json) {
    context.print(`${jsonText({ store: inUse, stores })}\n`)
    return 0
  }
  const rows = stores.map(({ name, inUse, reason, sessions }) => [
    `${inUse ? '*' : ' '} ${name}`,
    String(sessions),
    reason ?? (name === 'file' && !hasSealingKey(host.env) ? ASKS_FOR_PASSPHRASE : 'works'),
  ])
  context.print(
    alignColumns([['  STORE', 'SESSIONS', 'STATE'], ...rows], lineWidth(host.streams.stdout)),
  )
  return 0
}

function throwLocked(): never {
  throw new StoreError('locked', 'the encrypted files are locked')
}
