import { humanDuration } from '../../../core/duration.js'
import { noProfilesHint } from '../../../plan/base-profile.js'
import { labelOfKind } from '../../../sources/kinds.js'
import { parseSettings } from '../../../settings/settings.js'
import { withoutOwnRegion } from '../../../emit/switch.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import type { Run } from '../../command.js'
import { createContext } from '../../context.js'
import {
  summarizeProfile,
  accountLabel,
  roleLabel,
  type ProfileSummary,
} from '../../profile-summary.js'
import { text } from '../../options.js'
import { styleFor, type Style } from '../../ui/style.js'
import { drawTable, type Cell, type Column } from '../../ui/table.js'

const COLUMNS: readonly Column[] = [
  { head: 'PROFILE', least: 12 },
  { head: 'ROLE', least: 10 },
  { head: 'ACCOUNT', least: 12, dispensable: 2 },
  { head: 'SOURCE', least: 8, dispensable: 3 },
  { head: 'MFA', dispensable: 4 },
  { head: 'REGION', dispensable: 5 },
  { head: 'SESSION', least: 16, dispensable: 1 },
]

/** From the AWS files and the side files alone: no keychain, no call, no prompt. */
export const run: Run = async ({ options }, context) => {
  const { host } = context
  const settings = parseSettings(readTextIfPresent(host.paths.settings))
  const wanted = (flag: string, ...values: (string | undefined)[]): boolean => {
    const part = text(options, flag)?.toLowerCase()
    return part === undefined || values.some((value) => value?.toLowerCase().includes(part))
  }
  // Node asks the system for each variable each time: with 10,000 plans that is a third of the time.
  // The region of the role that this shell is switched to is not the one in which `use` looks for another.
  const around = createContext({ ...host, env: withoutOwnRegion(host.env) }, options)
  const names = [...around.files().profiles().keys()].filter((name) => wanted('name', name))
  const facts = { plan: around.plan, sessions: context.cache().list(), now: host.now() }
  const listed = names
    .map((name) => summarizeProfile(name, facts))
    .filter((each) => wanted('account', each.account, accountLabel(each, settings)))
    .filter((each) => wanted('role', roleLabel(each)))
  if (options['json'] === true) {
    context.print(`${JSON.stringify(listed)}\n`)
    return 0
  }
  if (listed.length === 0) {
    context.notify(noProfilesHint(context.files()) ?? 'none matches')
    return 0
  }
  const { stdout } = host.streams
  const style = styleFor(stdout)
  const rows = listed.map((each) => rowOf(each, accountLabel(each, settings), style))
  context.print(drawTable(COLUMNS, rows, stdout.isTTY ? stdout.columns : Infinity, style.dim))
  return 0
}

function rowOf(listed: ProfileSummary, account: string, style: Style): Cell[] {
  const { profile, mfaSerial, region = '', secondsLeft, error } = listed
  return [
    { text: profile, look: style.bold },
    { text: roleLabel(listed) },
    { text: account },
    { text: sourceOf(listed), look: style.dim },
    { text: mfaSerial === undefined ? '' : 'yes', look: style.dim },
    { text: region, look: style.dim },
    error !== undefined
      ? { text: reasonOf(error, profile), look: style.red }
      : { text: sessionOf(secondsLeft), look: style.green },
  ]
}

/** Without the profile, whose row it is. */
function reasonOf(error: string, profile: string): string {
  return error.replace(` of profile ${profile}`, '').replace(`profile ${profile} `, '')
}

function sessionOf(secondsLeft: number | undefined): string {
  return secondsLeft === undefined ? '' : `${humanDuration(secondsLeft)} left`
}

/** The profile that holds keys or a command goes by its name. */
function sourceOf({ source, sourceProfile = '' }: ProfileSummary): string {
  return source === undefined ? '' : (labelOfKind(source) ?? sourceProfile)
}
