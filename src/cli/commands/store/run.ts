import { RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { withSetting } from '../../../settings/settings.js'
import { editFile } from '../../../system/files/edit-file.js'
import { keptSignIns } from '../../../secrets/sign-ins.js'
import { keptSessions, moveAll, type Moved } from '../../../secrets/move.js'
import { openStore, type OpenOptions } from '../../../store/open.js'
import { hasKey, rememberStore, selectStore, storeNamed } from '../../../store/select.js'
import { listSideFiles } from '../../../secrets/session-index.js'
import { isStoreError, STORE_NAMES, StoreError, type StoreName } from '../../../store/store.js'
import type { Run } from '../../command.js'
import type { Deps } from '../../context.js'
import { alignColumns } from '../../ui/table.js'
import { lineWidth } from '../../ui/wrap.js'

/** What sealed files do without a key. */
const ASKS = 'works, and asks for a passphrase; ROLECALL_KEY_FILE spares that'

export const run: Run = async ({ words, options }, deps) => {
  const [word] = words as [string | undefined]
  if (word !== undefined) return choose(word === 'auto' ? undefined : storeNamed(word), deps)
  return show(options['json'] === true, deps)
}

/** @param name undefined for what works */
async function choose(name: StoreName | undefined, deps: Deps): Promise<number> {
  const { host, storeOptions } = deps
  if (name !== undefined) await mustWork(name, deps)
  await editFile(host.paths.settings, host, (text) => withSetting(text, 'store', name))
  const { store } = await selectStore(host, { ...storeOptions, store: name })
  const required = name !== undefined
  rememberStore(host, {
    store,
    required,
    why: required ? 'in the settings' : 'the first that works',
  })
  try {
    const all = [...keptSessions(host), ...keptSignIns(host)]
    const { moved, left } = await moveAll(all, store, host, storeOptions)
    deps.say(`sessions are kept in: ${store.name}`)
    for (const [noun, count] of tally(moved.map(({ noun }) => noun))) {
      deps.say(`moved ${counted(count, noun)}`)
    }
    for (const message of whatStayed(left)) deps.say(message)
    return left.length > 0 ? 1 : 0
  } finally {
    store.close()
  }
}

function whatStayed(left: Moved['left']): string[] {
  return (['session', 'sign-in'] as const).flatMap((noun) => {
    const these = left.filter(({ kept }) => kept.noun === noun)
    const reasons = tally(these.map(({ kept, reason }) => `stayed in ${kept.store}: ${reason}`))
    return reasons.map(([reason, count]) => `${counted(count, noun)} ${reason}`)
  })
}

/** Each of the texts with how often it is there. */
function tally(texts: readonly string[]): [text: string, count: number][] {
  return [...new Set(texts)].map((text) => [text, texts.filter((each) => each === text).length])
}

async function mustWork(name: StoreName, deps: Deps): Promise<void> {
  const reason = await whyNot(name, deps, deps.storeOptions)
  if (reason === undefined) return
  throw new RolecallError('keychain', `sessions cannot be kept in ${name}: ${reason}`, {
    hint: 'rolecall store lists what works here',
  })
}

/** @returns undefined for a store that works */
async function whyNot(
  name: StoreName,
  { host }: Deps,
  options: OpenOptions,
): Promise<string | undefined> {
  try {
    const store = await openStore(name, host, { ...options, interactive: false })
    await store.probe().finally(() => store.close())
    return undefined
  } catch (error) {
    if (isStoreError(error)) return error.message
    throw error
  }
}

async function show(json: boolean, deps: Deps): Promise<number> {
  const { host } = deps
  const { askPassphrase } = deps.storeOptions
  // To list asks nobody; but where somebody could be asked, files that are yet to be made would work.
  const options = { ...deps.storeOptions, askPassphrase: askPassphrase && unasked }
  const inUse = await deps.cache().storeName()
  const sides = listSideFiles(host.paths.state)
  const stores = []
  for (const name of STORE_NAMES.filter((name) => name !== 'none')) {
    const reason = await whyNot(name, deps, options)
    const sessions = sides.filter(({ store }) => store === name).length
    stores.push({ name, inUse: name === inUse, works: reason === undefined, reason, sessions })
  }
  if (json) {
    deps.out(`${JSON.stringify({ store: inUse, stores })}\n`)
    return 0
  }
  const rows = stores.map(({ name, inUse, reason, sessions }) => [
    `${inUse ? '*' : ' '} ${name}`,
    String(sessions),
    reason ?? (name === 'file' && !hasKey(host.env) ? ASKS : 'works'),
  ])
  deps.out(
    alignColumns([['  STORE', 'SESSIONS', 'STATE'], ...rows], lineWidth(host.streams.stdout)),
  )
  return 0
}

function unasked(): never {
  throw new StoreError('locked', 'the sealed files are locked')
}
