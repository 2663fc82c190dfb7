import { RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { withIndexedEvictions } from '../../../secrets/forget.js'
import { SECRET_KIND_NAMES, SECRET_KINDS } from '../../../secrets/kinds.js'
import { moveSecrets, storedSecrets, type MoveResult } from '../../../secrets/move.js'
import { withSetting } from '../../../settings/settings.js'
import { storeHint } from '../../../store/errors.js'
import { rememberStore, selectStore, toStoreName } from '../../../store/select.js'
import { storeInUseMessage, storeNoun, type StoreName } from '../../../store/store.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { Run } from '../../command-types.js'
import type { storeSpec } from './spec.js'
import type { CommandContext } from '../../context.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import { probeFailure, listStores } from './list-stores.js'

/** Lists the stores, or switches to another one. */
export const run: Run<typeof storeSpec> = async ({ args, options }, context) => {
  const [name] = args
  if (name === undefined) return listStores(options.json, context)
  if (name === 'none') return forgetEverything(options.yes, context)
  return change(name === 'auto' ? undefined : toStoreName(name), context)
}

/** Switches to `none`, which deletes what is stored: the user has to agree. */
async function forgetEverything(
  yes: boolean | undefined,
  context: CommandContext,
): Promise<number> {
  const before = storedSecrets(context.host).filter(
    ({ kind }) => !SECRET_KINDS[kind].needsPersistentStore,
  )
  const what = listed(before.map(({ kind }) => kind))
  if (before.length > 0 && !yes && !(await isSure(`Forget ${what}?`, what, context))) {
    throw new RolecallError('interrupted', 'nothing was changed')
  }
  const status = await change('none', context)
  const left = new Set(storedSecrets(context.host).map(({ key }) => key))
  const gone = before.filter(({ key }) => !left.has(key)).map(({ kind }) => kind)
  if (gone.length > 0) context.notify(`forgot ${listed(gone)}`)
  return status
}

/** @throws RolecallError 'usage' if there is no terminal; 'interrupted' if the user declines */
async function isSure(question: string, what: string, context: CommandContext): Promise<boolean> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) {
    throw new RolecallError('usage', `rolecall store none would delete ${what}`, {
      hint: 'to do that without a prompt: rolecall store none --yes',
    })
  }
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    return await configurePrompts(streams).sure(question)
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
    return false
  } finally {
    streams.close()
  }
}

/** `2 sessions, 1 sign-in` */
const listed = (kinds: readonly string[]): string =>
  tally(kinds)
    .map(([kind, count]) => counted(count, kind))
    .join(', ')

/** @param name undefined: the first store that works */
async function change(name: StoreName | undefined, context: CommandContext): Promise<number> {
  const { host, storeOptions } = context
  if (name !== undefined) await assertUsable(name, context)
  await editFile(host.paths.settings, host, (text) => withSetting(text, 'store', name))
  const options = withIndexedEvictions(host, { ...storeOptions, store: name })
  const { store } = await selectStore(host, options)
  const required = name !== undefined
  rememberStore(host, { store, required, reason: required ? 'setting' : 'first that works' })
  try {
    const { moved, notMoved } = await moveSecrets(storedSecrets(host), store, host, storeOptions)
    context.notify(storeInUseMessage(store.name))
    for (const [kind, count] of tally(moved.map(({ kind }) => kind))) {
      context.notify(`moved ${counted(count, kind)}`)
    }
    for (const message of describeNotMoved(notMoved)) context.notify(message)
    return notMoved.length > 0 ? 1 : 0
  } finally {
    store.close()
  }
}

function describeNotMoved(notMoved: MoveResult['notMoved']): string[] {
  return SECRET_KIND_NAMES.flatMap((kind) => {
    const ofKind = notMoved.filter(({ secret }) => secret.kind === kind)
    const reasons = ofKind.map(({ secret, reason }) => {
      return `stayed in ${storeNoun(secret.store)}: ${reason}`
    })
    return tally(reasons).map(([reason, count]) => `${counted(count, kind)} ${reason}`)
  })
}

/** Counts equal texts, in the order of their first occurrence. */
function tally(texts: readonly string[]): [text: string, count: number][] {
  return [...new Set(texts)].map((text) => [text, texts.filter((each) => each === text).length])
}

async function assertUsable(name: StoreName, context: CommandContext): Promise<void> {
  const failure = await probeFailure(name, context, context.storeOptions)
  if (failure === undefined) return
  const message = `sessions cannot be stored in ${storeNoun(name)}: ${failure.message}`
  throw new RolecallError('keychain', message, { hint: storeHint(failure) })
}
