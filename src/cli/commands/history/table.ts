import { parseRoleArn } from '../../../core/arn.js'
import { humanDuration } from '../../../core/time/duration.js'
import type { HistoryEntry } from '../../../history/entry.js'
import type { Streams } from '../../../system/host.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Column } from '../../ui/table.js'
import { visible } from './visible.js'

const COLUMNS: readonly Column[] = [
  { head: 'TIME' },
  { head: 'PROFILE', minWidth: 12 },
  { head: 'SESSION', minWidth: 12 },
  { head: 'ACCOUNT', dropOrder: 2 },
  { head: 'COMMAND', dropOrder: 1 },
  { head: 'PROGRAM', minWidth: 8, dropOrder: 3 },
  { head: 'RESULT', minWidth: 8 },
  { head: 'ID' },
]

/** A table of entries; on a terminal as wide as that. */
export function drawHistory(entries: readonly HistoryEntry[], stdout: Streams['stdout']): string {
  const style = styleFor(stdout)
  const rows = entries.map((entry) => [
    { text: entry.at, style: style.dim },
    { text: visible(entry.profile || '-'), style: style.bold },
    { text: visible(whatOf(entry)) },
    { text: visible(entry.account ?? ''), style: style.dim },
    { text: visible(entry.background ? `${entry.command} (refresh)` : entry.command) },
    { text: visible(entry.program ?? ''), style: style.dim },
    entry.event === 'denied'
      ? { text: visible(resultOf(entry)), style: style.red }
      : { text: visible(resultOf(entry)) },
    { text: visible(entry.id), style: style.dim },
  ])
  return drawTable(COLUMNS, rows, stdout.isTTY ? stdout.columns : Infinity, style.dim)
}

/** The role or, without one, what was issued. */
function whatOf({ role, operation, sessionName, accessKeyId, event }: HistoryEntry): string {
  if (role !== undefined) {
    const name = parseRoleArn(role)?.role ?? role
    if (operation === 'GetSigninToken') return `${name}, console`
    const isChange = event === 'revoked' || event === 'restored'
    return isChange && sessionName !== undefined ? `${name}, ${sessionName}` : name
  }
  if (operation === 'GetSessionToken') return 'MFA session'
  if (operation === 'UpdateAccessKey') return accessKeyId ?? 'access key'
  if (operation === 'GetCredentialsForIdentity') return 'identity pool'
  return sessionName === undefined ? operation : `${operation}, ${sessionName}`
}

/** `1 h`, `denied: AccessDenied`, `revoked`. */
export function resultOf({ event, error, at, expires }: HistoryEntry): string {
  if (event === 'denied') return `denied: ${error ?? 'refused'}`
  if (event !== 'issued') return event
  const seconds = (Date.parse(expires ?? '') - Date.parse(at)) / 1000
  return Number.isFinite(seconds) ? humanDuration(Math.round(seconds / 60) * 60) : 'issued'
}
