import { jsonText } from '../../../core/json.js'
import { parseRoleArn } from '../../../core/arn.js'
import { humanDuration } from '../../../core/time/duration.js'
import { lifetime, secondsLeft } from '../../../core/time/freshness.js'
import { describeRevocation } from '../../../core/policy/reach.js'
import { revocationsInForce, type Revocation } from '../../../secrets/revocations.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { storeInUseMessage } from '../../../store/store.js'
import { barStyle, drawBar, timeStyle } from '../../ui/bar.js'
import type { Run } from '../../command-types.js'
import type { statusSpec } from './spec.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Column } from '../../ui/table.js'

const COLUMNS: readonly Column[] = [
  { head: 'PROFILE', minWidth: 12 },
  { head: 'SESSION', minWidth: 10 },
  { head: 'ACCOUNT', dropOrder: 2 },
  { head: 'TIME' },
]
const BAR: Column = { head: '', dropOrder: 1 }

/** Reads the session index, and checks whether the stores can be opened. Reads no secret. */
export const run: Run<typeof statusSpec> = async ({ options }, context) => {
  const now = context.host.now()
  const { stdout } = context.host.streams
  const sessions = context
    .cache()
    .list()
    .map((entry) => ({ ...entry, left: Math.floor(secondsLeft(entry, now)) }))
    .filter(({ left }) => left > 0)
    .sort((a, b) => a.profile.localeCompare(b.profile) || a.left - b.left)
  const { entries, failures } = await context.cache().inReach()
  const isInReach = ({ key }: IndexEntry): boolean => entries.some((entry) => entry.key === key)
  const store = await context.cache().storeName()
  const inForce = revocationsInForce(context.host.paths.state, now.at)
  const revoked = inForce.length > 0 ? { revocations: inForce.map(withoutPolicy) } : {}
  if (options.json) {
    const rows = sessions.map(({ issued: _, copies: _copies, left, ...entry }) => ({
      ...entry,
      secondsLeft: left,
      inReach: entries.some(({ key }) => key === entry.key),
    }))
    context.print(`${jsonText({ store, sessions: rows, ...revoked })}\n`)
    failures.forEach(context.printError)
    return 0
  }
  const style = styleFor(stdout)
  const rows = sessions.map((entry) => {
    const share = entry.left / lifetime(entry)
    const left = `${humanDuration(entry.left)} left`
    const time = isInReach(entry)
      ? { text: left, style: timeStyle(share, style) }
      : { text: entry.revoked ? 'revoked' : `${left}, out of reach`, style: style.dim }
    const cells = [
      { text: entry.profile, style: style.bold },
      { text: distinctLabel(entry, sessions) },
      { text: entry.account ?? '', style: style.dim },
      time,
    ]
    return stdout.isTTY
      ? [...cells, { text: drawBar(share), style: barStyle(share, style) }]
      : cells
  })
  const columns = stdout.isTTY ? [...COLUMNS, BAR] : COLUMNS
  if (rows.length > 0) {
    context.print(drawTable(columns, rows, stdout.isTTY ? stdout.columns : Infinity, style.dim))
  } else context.notify('no cached sessions')
  for (const each of inForce) context.notify(`revoked: ${describeRevocation(each)}`)
  context.notify(storeInUseMessage(store))
  failures.forEach(context.printError)
  return 0
}

const withoutPolicy = ({ role, reach, before }: Revocation) => ({ role, reach, before })

/** Adds in what a profile's sessions of one role differ, if there are several: region and MFA. */
function distinctLabel(entry: IndexEntry, all: readonly IndexEntry[]): string {
  const label = labelOf(entry)
  const twins = all.filter((other) => other.profile === entry.profile && labelOf(other) === label)
  const differences = [regionOf, mfaOf].flatMap((partOf) =>
    twins.some((twin) => partOf(twin) !== partOf(entry)) ? partOf(entry) : [],
  )
  return [label, ...differences].join(', ')
}

const regionOf = ({ region }: IndexEntry): string => region ?? 'no region'

const mfaOf = ({ serial }: IndexEntry): string => (serial === undefined ? 'no MFA' : 'MFA')

function labelOf(entry: IndexEntry): string {
  const label = kindOf(entry)
  return entry.scope === undefined ? label : `${label}, ${entry.scope}`
}

function kindOf({ role, serial, operation }: IndexEntry): string {
  if (role !== undefined) return parseRoleArn(role)?.role ?? role
  if (operation === 'GetCredentialsForIdentity') return 'identity pool'
  return serial === undefined ? operation : 'MFA session'
}
