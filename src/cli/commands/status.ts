import { parseRoleArn } from '../../core/arn.js'
import { humanDuration } from '../../core/duration.js'
import { secondsLeft } from '../../core/freshness.js'
import { printable } from '../../core/text.js'
import type { SideFile } from '../../store/side-files.js'
import type { Run } from '../command.js'
import { alignColumns } from '../table.js'

/** Read from the side files: instant, and the keychain is not opened. */
export const run: Run = async ({ options }, deps) => {
  const now = deps.host.now()
  const sessions = deps
    .cache()
    .list()
    .map((side) => ({ ...side, left: Math.floor(secondsLeft(side, now)) }))
    .filter(({ left }) => left > 0)
    .sort((a, b) => a.profile.localeCompare(b.profile) || a.left - b.left)
  const store = await deps.cache().storeName()
  if (options['json'] === true) {
    const rows = sessions.map(({ issued: _, left, ...side }) => ({ ...side, secondsLeft: left }))
    deps.out(`${JSON.stringify({ store, sessions: rows })}\n`)
    return 0
  }
  const rows = sessions.map((side) => [
    printable(side.profile),
    printable(whatOf(side)),
    printable(side.account ?? ''),
    `${humanDuration(side.left)} left`,
  ])
  if (rows.length > 0) deps.out(alignColumns([['PROFILE', 'SESSION', 'ACCOUNT', 'TIME'], ...rows]))
  else deps.say('no cached sessions')
  deps.say(store === 'none' ? 'sessions are not kept: no store works here' : `kept in: ${store}`)
  return 0
}

function whatOf({ role, serial, operation }: SideFile): string {
  if (role !== undefined) return parseRoleArn(role)?.role ?? role
  return serial === undefined ? operation : 'MFA session'
}
