import { isoSeconds } from '../../../core/credentials.js'
import { parseDuration } from '../../../core/time/duration.js'
import { RolecallError } from '../../../core/errors.js'
import type { HistoryFilter } from '../../../history/lines.js'
import type { OptionsOf } from '../../command-types.js'
import type { historySpec } from './spec.js'

type Options = OptionsOf<typeof historySpec>

/** `2026-11-21`, `2026-11-21T10:30`, `2026-11-21T10:30:00Z`. */
const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/

/**
 * The filter that the options make.
 * @param accounts names by account number, from the settings
 * @throws RolecallError 'usage' naming the flag
 */
export function filterOf(
  { since, until, profile, account, role }: Options,
  now: number,
  accounts: ReadonlyMap<string, string>,
): HistoryFilter {
  return {
    since: timeOf('--since', since, now, 'start'),
    until: timeOf('--until', until, now, 'end'),
    account: account === undefined ? undefined : numberOf(account, accounts),
    profile,
    role,
  }
}

/** @throws RolecallError 'usage' */
export function entryLimit(text: string | undefined, standard: number): number {
  if (text === undefined) return standard
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new RolecallError('usage', `invalid --limit "${text}"`, {
    hint: 'give the number of entries, such as --limit 100',
  })
}

/** @param edge which end of a day is meant by a date without a time, which is in UTC */
function timeOf(
  flag: string,
  text: string | undefined,
  now: number,
  edge: 'start' | 'end',
): string | undefined {
  if (text === undefined) return undefined
  const seconds = parseDuration(text)
  const [, day, time, second = edge === 'start' ? ':00' : ':59', zone = 'Z'] = DATE.exec(text) ?? []
  const clock = time === undefined ? (edge === 'start' ? '00:00:00' : '23:59:59') : time + second
  const at = seconds === undefined ? Date.parse(`${day}T${clock}${zone}`) : now - seconds * 1000
  if (Number.isFinite(at) && at >= 0) return isoSeconds(at)
  throw new RolecallError('usage', `invalid ${flag} "${text}"`, {
    hint: 'give how long ago, such as 7d or 12h, or a time in UTC, such as 2026-11-21 or 2026-11-21T10:30Z',
  })
}

function numberOf(account: string, names: ReadonlyMap<string, string>): string {
  if (/^\d{12}$/.test(account)) return account
  const found = [...names].find(([, name]) => name.toLowerCase() === account.toLowerCase())
  if (found) return found[0]
  throw new RolecallError('usage', `"${account}" is neither twelve digits nor a named account`, {
    hint: 'give the number of the account, or name it in the section [accounts] of the settings file',
  })
}
