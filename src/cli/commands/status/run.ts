import { parseRoleArn } from '../../../core/arn.js'
import { humanDuration } from '../../../core/duration.js'
import { lifetime, secondsLeft } from '../../../core/freshness.js'
import type { IndexEntry } from '../../../secrets/session-index.js'
import { barLook, drawBar, lookOf } from '../../ui/bar.js'
import type { Run } from '../../command.js'
import type { statusSpec } from './spec.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Column } from '../../ui/table.js'

const COLUMNS: readonly Column[] = [
  { head: 'PROFILE', least: 12 },
  { head: 'SESSION', least: 10 },
  { head: 'ACCOUNT', dispensable: 2 },
  { head: 'TIME' },
]
const BAR: Column = { head: '', dispensable: 1 }

/** Read from the side files: instant, and the keychain is not opened. */
export const run: Run<typeof statusSpec> = async ({ options }, context) => {
  const now = context.host.now()
  const { stdout } = context.host.streams
  const sessions = context
    .cache()
    .list()
    .map((side) => ({ ...side, left: Math.floor(secondsLeft(side, now)) }))
    .filter(({ left }) => left > 0)
    .sort((a, b) => a.profile.localeCompare(b.profile) || a.left - b.left)
  const store = await context.cache().storeName()
  if (options['json'] === true) {
    const rows = sessions.map(({ issued: _, left, ...side }) => ({ ...side, secondsLeft: left }))
    context.print(`${JSON.stringify({ store, sessions: rows })}\n`)
    return 0
  }
  const style = styleFor(stdout)
  const rows = sessions.map((side) => {
    const share = side.left / lifetime(side)
    const time = { text: `${humanDuration(side.left)} left`, look: lookOf(share, style) }
    const cells = [
      { text: side.profile, look: style.bold },
      { text: distinct(side, sessions) },
      { text: side.account ?? '', look: style.dim },
      time,
    ]
    return stdout.isTTY ? [...cells, { text: drawBar(share), look: barLook(share, style) }] : cells
  })
  const columns = stdout.isTTY ? [...COLUMNS, BAR] : COLUMNS
  if (rows.length > 0) {
    context.print(drawTable(columns, rows, stdout.isTTY ? stdout.columns : Infinity, style.dim))
  } else context.notify('no cached sessions')
  context.notify(
    store === 'none'
      ? 'sessions are not kept; rolecall store shows what could keep them'
      : `kept in: ${store}`,
  )
  return 0
}

/** A role that was asked for in several regions has a session in each. */
function distinct(side: IndexEntry, all: readonly IndexEntry[]): string {
  const what = whatOf(side)
  const twins = all.filter((other) => other.profile === side.profile && whatOf(other) === what)
  return twins.length > 1 && side.region !== undefined ? `${what}, ${side.region}` : what
}

function whatOf({ role, serial, operation }: IndexEntry): string {
  if (role !== undefined) return parseRoleArn(role)?.role ?? role
  return serial === undefined ? operation : 'MFA session'
}
