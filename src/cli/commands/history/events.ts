import { readProfile } from '../../../aws-files/profile.js'
import { lookUpEvents, MAX_PAGE_BYTES, type TrailCall } from '../../../cloudtrail/lookup-events.js'
import type { TrailEvent } from '../../../cloudtrail/event.js'
import { TRAIL_DAYS, type LookUp } from '../../../cloudtrail/look-ups.js'
import { accountOfArn } from '../../../core/arn.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import { counted } from '../../../core/printable.js'
import { withoutOwnSettings } from '../../../emit/record.js'
import type { HistoryEntry } from '../../../history/entry.js'
import { fetchFor } from '../../../net/fetch.js'
import { insecureUrlNotes } from '../../../plan/insecure-endpoint.js'
import { serviceEndpoint } from '../../../sources/endpoints.js'
import { silenceSdkWarning } from '../../../system/host.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { withProgress } from '../../ui/progress.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Column } from '../../ui/table.js'
import { askingProfile } from './asking-profile.js'
import { entryLimit } from './filter.js'
import { visible } from './visible.js'
import type { historySpec } from './spec.js'

const COLUMNS: readonly Column[] = [
  { head: 'TIME' },
  { head: 'EVENT', minWidth: 16 },
  { head: 'SERVICE', minWidth: 8 },
  { head: 'REGION', dropOrder: 1 },
  { head: 'FROM', dropOrder: 2 },
  { head: 'RESULT' },
]

/** More events than anyone reads; with two calls a second, ten seconds. */
const STANDARD_LIMIT = 1000

/** CloudTrail shows an event five to fifteen minutes later. */
const DELAY_MS = 15 * 60_000
const DAY_MS = 86_400_000

/** Makes the look-ups of an entry, and prints what they find. */
export async function showEvents(
  entry: HistoryEntry,
  looks: readonly LookUp[],
  options: OptionsOf<typeof historySpec>,
  context: CommandContext,
): Promise<number> {
  const { host, notify, print } = context
  const limit = entryLimit(options.limit, STANDARD_LIMIT)
  const ageMs = host.now().at - Date.parse(entry.at)
  if (ageMs > TRAIL_DAYS * DAY_MS) {
    throw new RolecallError('failed', `the entry is older than ${TRAIL_DAYS} days`, {
      hint: "CloudTrail's event history does not go back further: search the bucket of a trail",
    })
  }
  const call = await trailCall(entry, options.as, context)
  const { events, failures, isFull } = await collect(looks, call, limit, context)
  if (options.json) print(`${jsonText({ entry, events })}\n`)
  else if (events.length > 0) print(drawEvents(events, context))
  else if (failures.length < looks.length) notify('CloudTrail has no events for this entry')
  if (isFull) notify(`only ${counted(limit, 'event')} were collected: --limit collects more`)
  if (ageMs < DELAY_MS) notify('CloudTrail shows an event five to fifteen minutes later')
  failures.forEach(context.printError)
  return failures.length > 0 ? 1 : 0
}

/** Where CloudTrail is called, and with whose credentials. */
async function trailCall(
  entry: HistoryEntry,
  as: string | undefined,
  context: CommandContext,
): Promise<TrailCall> {
  const { host, files, notify } = context
  const profile = as ?? askingProfile(entry, context)
  if (profile === '' || (as === undefined && /\s/.test(profile))) throw noProfileError(entry)
  const plan = context.planFor({ profile })
  const signer = await context.credentials(plan)
  const arn = 'arn' in signer ? signer.arn : undefined
  const account = signer.accountId ?? accountOfArn(arn ?? '')
  if (account !== undefined && entry.account !== undefined && account !== entry.account) {
    notify(
      `${profile} sees the events of account ${account}; those of account ${entry.account} need a profile there: --as PROFILE`,
    )
  }
  const settings = plan.settings === undefined ? undefined : readProfile(files(), plan.settings)
  const inputs = { files: files(), env: withoutOwnSettings(host.env) }
  const endpoint = serviceEndpoint('cloudtrail', settings, inputs)
  insecureUrlNotes([endpoint.endpoint]).forEach(notify)
  silenceSdkWarning()
  const fetch = fetchFor(plan, host, MAX_PAGE_BYTES)
  return { signer, endpoint, fetch, now: () => host.now().at, next: new Map() }
}

function noProfileError({ id }: HistoryEntry): RolecallError {
  return new RolecallError('usage', 'the entry has no profile with which to query CloudTrail', {
    hint: `name one: rolecall history ${id} --cloudtrail --as PROFILE`,
  })
}

interface Collected {
  events: TrailEvent[]
  failures: RolecallError[]
  /** Whether there may be more events than the limit. */
  isFull: boolean
}

async function collect(
  looks: readonly LookUp[],
  call: TrailCall,
  limit: number,
  { host }: CommandContext,
): Promise<Collected> {
  const byId = new Map<string, TrailEvent>()
  const failures: RolecallError[] = []
  await withProgress(
    async (show) => {
      for (const [at, look] of looks.entries()) {
        show(at / looks.length, `querying CloudTrail in ${visible(look.region)}`)
        try {
          for await (const events of lookUpEvents(look, call)) {
            for (const event of events) byId.set(event.id, event)
            show(
              at / looks.length,
              `${counted(byId.size, 'event')}, now in ${visible(look.region)}`,
            )
            if (byId.size >= limit) break
          }
        } catch (error) {
          if (!isRolecallError(error)) throw error
          failures.push(error)
        }
      }
    },
    { stderr: host.streams.stderr, env: host.env },
  )
  const events = [...byId.values()].sort((a, b) => (a.time < b.time ? -1 : 1))
  return { events: events.slice(0, limit), failures, isFull: byId.size >= limit }
}

function drawEvents(events: readonly TrailEvent[], { host }: CommandContext): string {
  const { stdout } = host.streams
  const style = styleFor(stdout)
  const rows = events.map(({ time, name, source, region, sourceIp, error }) => [
    { text: visible(time), style: style.dim },
    { text: visible(name), style: style.bold },
    { text: visible(source.replace(/\.amazonaws\.com$/, '')) },
    { text: visible(region), style: style.dim },
    { text: visible(sourceIp ?? ''), style: style.dim },
    error === undefined ? { text: 'ok' } : { text: visible(error), style: style.red },
  ])
  return drawTable(COLUMNS, rows, stdout.isTTY ? stdout.columns : Infinity, style.dim)
}
