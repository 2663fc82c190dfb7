import { isRolecallError, type RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import type { KeyState } from '../../../iam/listed-keys.js'
import {
  listIndexEntries,
  writeIndexEntry,
  type IndexEntry,
} from '../../../secrets/secret-index.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { ownKeyCall } from '../../keys/own-key-call.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Cell, type Column } from '../../ui/table.js'
import type { keysSpec } from './spec.js'

const COLUMNS: readonly Column[] = [
  { head: 'PROFILE', minWidth: 12 },
  { head: 'KEY ID' },
  { head: 'USER', minWidth: 10 },
  { head: 'ACCOUNT', dropOrder: 2 },
  { head: 'AGE' },
  { head: 'STORE', dropOrder: 1 },
]
const ONLINE: readonly Column[] = [{ head: 'STATUS' }, { head: 'LAST USED' }]

/** Lists the index of keys. Only `--online` reads a key, to ask IAM about it. */
export const run: Run<typeof keysSpec> = async ({ options }, context) => {
  const { host } = context
  const keys = listIndexEntries('key', host.paths.state)
  const failures: RolecallError[] = []
  const rows: Row[] = []
  for (const entry of keys.sort((a, b) => a.profile.localeCompare(b.profile))) {
    rows.push(options.online ? await askIam(entry, context, failures) : { entry })
  }
  if (options.json) {
    context.print(`${jsonText(rows.map(jsonOf))}\n`)
  } else if (rows.length === 0) {
    context.notify('no stored keys; to store one: rolecall add NAME')
  } else {
    const { stdout } = host.streams
    const style = styleFor(stdout)
    const columns = options.online ? [...COLUMNS, ...ONLINE] : COLUMNS
    const cells = rows.map((row) => cellsOf(row, host.now().at).slice(0, columns.length))
    context.print(drawTable(columns, cells, stdout.isTTY ? stdout.columns : Infinity, style.dim))
  }
  failures.forEach(context.printError)
  return failures.length > 0 ? 1 : 0
}

interface Row {
  entry: IndexEntry<'key'>
  /** What IAM answered; undefined if it was not asked, or did not answer. */
  state?: KeyState
}

/** Asks IAM about one key, and remembers when it was created. */
async function askIam(
  entry: IndexEntry<'key'>,
  context: CommandContext,
  failures: RolecallError[],
): Promise<Row> {
  try {
    const call = await ownKeyCall(entry, context)
    const { keyState } = await import('../../../iam/listed-keys.js')
    const state = await context.busy(keyState(call))
    if (state.created === undefined || state.created === entry.created) return { entry, state }
    const dated = { ...entry, created: state.created }
    writeIndexEntry('key', context.host.paths.state, dated)
    return { entry: dated, state }
  } catch (error) {
    if (!isRolecallError(error) || error.code === 'interrupted') throw error
    failures.push(error)
    return { entry }
  }
}

/** @param now milliseconds since 1970 */
function cellsOf({ entry, state }: Row, now: number): Cell[] {
  const { profile, accessKeyId, account = '', store, created, added } = entry
  const lastUsed = state?.lastUsed === undefined ? 'never' : `${ageOf(state.lastUsed, now)} ago`
  const online = state ? [state.status ?? 'deleted', lastUsed] : ['', '']
  const age = ageOf(created ?? added, now)
  const texts = [profile, accessKeyId, userOf(entry), account, age, store, ...online]
  return texts.map((text) => ({ text }))
}

function jsonOf({ entry, state }: Row): object {
  const { profile, accessKeyId, arn, account, added, created, store } = entry
  return { profile, accessKeyId, arn, account, added, created, store, ...state }
}

function userOf({ arn }: IndexEntry<'key'>): string {
  return arn === undefined ? 'unknown' : (arn.split(/:user\/|:/).at(-1) ?? arn)
}

const DAY_MS = 24 * 3600_000

function ageOf(time: string, now: number): string {
  const days = Math.max(0, Math.floor((now - Date.parse(time)) / DAY_MS))
  return days === 1 ? '1 day' : `${days} days`
}
