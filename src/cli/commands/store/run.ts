import { RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { withSetting } from '../../../settings/settings.js'
import { editFile } from '../../../system/files/edit-file.js'
import { storedSignIns } from '../../../secrets/sign-ins.js'
import { storedSessions, moveAll, type MoveResult } from '../../../secrets/move.js'
import { openStore, type OpenOptions } from '../../../store/open.js'
import { hasKey, rememberStore, selectStore, storeNamed } from '../../../store/select.js'
import { listIndexEntries } from '../../../secrets/session-index.js'
import { isStoreError, STORE_NAMES, StoreError, type StoreName } from '../../../store/store.js'
import type { Run } from '../../command.js'
import type { storeSpec } from './spec.js'
import type { CommandContext } from '../../context.js'
import { alignColumns } from '../../ui/table.js'
import { lineWidth } from '../../ui/wrap.js'

/** What sealed files do without a key. */
const ASKS = 'works, and asks for a passphrase; ROLECALL_KEY_FILE spares that'

export const run: Run<typeof storeSpec> = async ({ args, options }, context) => {
  const [word] = args as [string | undefined]
  if (word !== undefined) return choose(word === 'auto' ? undefined : storeNamed(word), context)
  return show(options['json'] === true, context)
}

/** @param name undefined for what works */
async function choose(name: StoreName | undefined, context: CommandContext): Promise<number> {
  const { host, storeOptions } = context
  if (name !== undefined) await mustWork(name, context)
  await editFile(host.paths.settings, host, (text) => withSetting(text, 'store', name))
  const { store } = await selectStore(host, { ...storeOptions, store: name })
  const required = name !== undefined
  rememberStore(host, {
    store,
    required,
    why: required ? 'in the settings' : 'the first that works',
  })
  try {
    const all = [...storedSessions(host), ...storedSignIns(host)]
    const { moved, left } = await moveAll(all, store, host, storeOptions)
    context.notify(`sessions are kept in: ${store.name}`)
    for (const [noun, count] of tally(moved.map(({ noun }) => noun))) {
      context.notify(`moved ${counted(count, noun)}`)
    }
    for (const message of whatStayed(left)) context.notify(message)
    return left.length > 0 ? 1 : 0
  } finally {
    store.close()
  }
}

function whatStayed(left: MoveResult['left']): string[] {
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

async function mustWork(name: StoreName, context: CommandContext): Promise<void> {
  const reason = await whyNot(name, context, context.storeOptions)
  if (reason === undefined) return
  throw new RolecallError('keychain', `sessions cannot be kept in ${name}: ${reason}`, {
    hint: 'rolecall store lists what works here',
  })
}

/** @returns undefined for a store that works */
async function whyNot(
  name: StoreName,
  { host }: CommandContext,
  options: OpenOptions,
): Promise<string | undefined> {
  try {
    const store = await openStore(name, host, { ...options, mayPrompt: false })
    await store.probe().finally(() => store.close())
    return undefined
  } catch (error) {
    if (isStoreError(error)) return error.message
    throw error
  }
}

async function show(json: boolean, context: CommandContext): Promise<number> {
  const { host } = context
  const { askPassphrase } = context.storeOptions
  // To list asks nobody; but where somebody could be asked, files that are yet to be made would work.
  const options = { ...context.storeOptions, askPassphrase: askPassphrase && unasked }
  const inUse = await context.cache().storeName()
  const sides = listIndexEntries(host.paths.state)
  const stores = []
  for (const name of STORE_NAMES.filter((name) => name !== 'none')) {
    const reason = await whyNot(name, context, options)
    const sessions = sides.filter(({ store }) => store === name).length
    stores.push({ name, inUse: name === inUse, works: reason === undefined, reason, sessions })
  }
  if (json) {
    context.print(`${JSON.stringify({ store: inUse, stores })}\n`)
    return 0
  }
  const rows = stores.map(({ name, inUse, reason, sessions }) => [
    `${inUse ? '*' : ' '} ${name}`,
    String(sessions),
    reason ?? (name === 'file' && !hasKey(host.env) ? ASKS : 'works'),
  ])
  context.print(
    alignColumns([['  STORE', 'SESSIONS', 'STATE'], ...rows], lineWidth(host.streams.stdout)),
  )
  return 0
}

function unasked(): never {
  throw new StoreError('locked', 'the sealed files are locked')
}
