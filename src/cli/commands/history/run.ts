import { RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import { counted } from '../../../core/printable.js'
import type { HistoryEntry } from '../../../history/entry.js'
import { searchHistory, type FoundEntries } from '../../../history/search.js'
import { parseHistory } from '../../../settings/history.js'
import { parseSettings } from '../../../settings/settings.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import { join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'
import type { OptionsOf, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { filterOf, entryLimit } from './filter.js'
import { drawHistory } from './table.js'
import type { historySpec } from './spec.js'

/** On a terminal: what a person reads. Elsewhere there is no limit. */
const TERMINAL_LIMIT = 50

export const run: Run<typeof historySpec> = async ({ args: [id], options }, context) => {
  refuseMixed(id, options)
  const { host, print, notify } = context
  const folder = join(host.paths.state, STATE_PATHS.history)
  if (id !== undefined) {
    const entry = entryWithId(id, folder, context)
    const { showEntry } = await import('./one-entry.js')
    return showEntry(entry, options, context)
  }
  const { stdout } = host.streams
  const settings = readTextIfPresent(host.paths.settings)
  const { isOn } = parseHistory(settings)
  const accounts = options.account === undefined ? new Map() : parseSettings(settings).accounts
  const limit = entryLimit(options.limit, stdout.isTTY && !options.json ? TERMINAL_LIMIT : Infinity)
  const found = searchHistory(folder, filterOf(options, host.now().at, accounts), limit)
  if (options.json) print(`${jsonText(found.entries)}\n`)
  else if (found.entries.length > 0) print(drawHistory(found.entries, stdout))
  else notify(isFiltered(options) ? 'no matching entries' : 'the history is empty')
  if (!options.json && found.hasMore && options.limit === undefined) {
    notify(`only the newest ${limit} are shown; for more: rolecall history --limit ${10 * limit}`)
  }
  if (!isOn) notify('history = off in the settings file: nothing is recorded')
  notifyOfDamage(found, context)
  return 0
}

/** @throws RolecallError 'usage' for options that mean nothing together */
function refuseMixed(id: string | undefined, options: OptionsOf<typeof historySpec>): void {
  const asked = options.cloudtrail ? '--cloudtrail' : options.as === undefined ? '' : '--as'
  if (id === undefined && asked !== '') {
    throw new RolecallError('usage', `${asked} needs the ID of an entry`, {
      hint: 'rolecall history shows the IDs: rolecall history ID --cloudtrail',
    })
  }
  if (id !== undefined && options.as !== undefined && !options.cloudtrail) {
    throw new RolecallError('usage', '--as needs --cloudtrail', {
      hint: '--as names the profile with which to query CloudTrail: rolecall history ID --cloudtrail --as PROFILE',
    })
  }
  if (id !== undefined && isFiltered(options)) {
    throw new RolecallError('usage', 'an ID cannot be combined with a filter', {
      hint: `leave one of them out: rolecall history ${/^\w+$/.test(id) ? id : 'ID'}`,
    })
  }
}

const isFiltered = ({ since, until, account, profile, role }: OptionsOf<typeof historySpec>) =>
  [since, until, account, profile, role].some((value) => value !== undefined)

/** @throws RolecallError 'usage' if there is none */
function entryWithId(id: string, folder: string, context: CommandContext): HistoryEntry {
  const found = searchHistory(folder, { id }, Infinity)
  const [entry] = found.entries
  if (entry) return entry
  notifyOfDamage(found, context)
  throw new RolecallError('usage', `the history has no entry ${id}`, {
    hint: 'rolecall history shows the IDs',
  })
}

function notifyOfDamage({ badLines, badFiles }: FoundEntries, { notify }: CommandContext): void {
  if (badLines > 0) notify(`the history has ${counted(badLines, 'damaged line')}, skipped`)
  for (const name of badFiles) {
    notify(`${name} in the history is not a private file that can be read: skipped`)
  }
}
