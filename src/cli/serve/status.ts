import { describeRequest } from '../../core/describe-role.js'
import { humanDuration } from '../../core/time/duration.js'
import { lifetime, secondsLeft } from '../../core/time/freshness.js'
import { counted } from '../../core/printable.js'
import type { Host } from '../../system/host.js'
import { terminalJob } from '../../system/terminal/job.js'
import { monotonicMs } from '../../system/time.js'
import { styleFor, type Style } from '../ui/style.js'
import { timeStyle } from '../ui/bar.js'
import { drawTable, type Cell, type Column } from '../ui/table.js'
import type { Served } from './served.js'

/** A table of sessions and clients below the messages of a server. */
export interface Status {
  /** Draws it again soon. */
  update: () => void
  /** Removes it while something else is written, then draws it again. */
  aside: (write: () => void) => void
  /** Removes it while the user may be prompted. */
  pausedDuring: <T>(work: Promise<T>) => Promise<T>
  close: () => void
}

const COLUMNS: readonly Column[] = [
  { head: 'PROFILE', minWidth: 12 },
  { head: 'ROLE', minWidth: 10, dropOrder: 2 },
  { head: 'SESSION' },
  { head: 'READS' },
  { head: 'LAST READ', dropOrder: 1 },
]

/** Between two drawings, so that a thousand clients cost no more than one. */
const FRAME_MS = 250

/** CPL and ED of ECMA-48, 8.3.13 and 8.3.39: up to the first line of the table, then erase. */
const erase = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}F\u001B[J`)

/** Shows the status on a terminal, while this process is in its foreground; elsewhere nothing. */
export function showStatus(host: Host, served: () => readonly Served[]): Status {
  const { stderr } = host.streams
  const { env, now } = host
  if (!stderr.isTTY || env['TERM'] === 'dumb') return NO_STATUS
  const style = styleFor(stderr)
  let shown = ''
  let pauses = 0
  let isChanged = true
  const clear = (): void => {
    stderr.write(erase(shown.split('\n').length - 1))
    shown = ''
  }
  const draw = (): void => {
    if (pauses > 0 || !terminalJob(host)?.foreground) return
    const rows = served().map((each) => rowOf(each, now(), style))
    const table = drawTable(COLUMNS, rows, stderr.columns - 1, style.dim)
    isChanged = false
    if (table === shown) return
    stderr.write(erase(shown.split('\n').length - 1) + table)
    shown = table
  }
  let frames = 0
  const timer = setInterval(() => {
    // Times pass even if nothing else changes.
    if (isChanged || frames++ % 4 === 0) draw()
  }, FRAME_MS)
  return {
    update: () => void (isChanged = true),
    aside(write) {
      clear()
      write()
      isChanged = true
    },
    async pausedDuring(work) {
      pauses++
      clear()
      try {
        return await work
      } finally {
        pauses--
        isChanged = true
      }
    },
    close() {
      clearInterval(timer)
      clear()
    },
  }
}

const NO_STATUS: Status = {
  update: () => undefined,
  aside: (write) => write(),
  pausedDuring: (work) => work,
  close: () => undefined,
}

type Now = ReturnType<Host['now']>

function rowOf({ profile, plan, kept, readers }: Served, now: Now, style: Style): Cell[] {
  return [
    { text: profile, style: style.bold },
    { text: describeRequest(plan) },
    sessionCell(kept.state(), now, style),
    { text: String(readers.reads) },
    { text: lastRead(readers), style: style.dim },
  ]
}

function sessionCell(
  { session, isBusy, failure }: ReturnType<Served['kept']['state']>,
  now: Now,
  style: Style,
): Cell {
  const left = session ? secondsLeft(session, now) : 0
  if (!session || left <= 0) {
    if (isBusy) return { text: 'waiting', style: style.yellow }
    return failure ? { text: 'failed', style: style.red } : { text: 'none', style: style.dim }
  }
  const text = `${humanDuration(left)} left`
  return { text, style: timeStyle(left / lifetime(session), style) }
}

function lastRead({ reads, lastMs, lastName }: Served['readers']): string {
  if (lastMs === undefined) return reads === 0 ? 'never' : counted(reads, 'read')
  const ago = humanDuration((monotonicMs() - lastMs) / 1000)
  return lastName === undefined ? `${ago} ago` : `${ago} ago by ${lastName}`
}
