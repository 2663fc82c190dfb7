import { commandOf, lookUpsFor, type LookUp } from '../../../cloudtrail/look-ups.js'
import { isArn } from '../../../core/arn.js'
import { jsonText } from '../../../core/json.js'
import { shellWord } from '../../../core/shell-word.js'
import type { HistoryEntry } from '../../../history/entry.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { alignColumns } from '../../ui/table.js'
import { askingProfile } from './asking-profile.js'
import { resultOf } from './table.js'
import { visible } from './visible.js'
import type { historySpec } from './spec.js'

/** Prints one entry with its look-ups or, with `--cloudtrail`, with the events that they find. */
export async function showEntry(
  entry: HistoryEntry,
  options: OptionsOf<typeof historySpec>,
  context: CommandContext,
): Promise<number> {
  const { host, print } = context
  const looks = lookUpsFor(entry, host.now().at)
  if (options.cloudtrail) {
    const { showEvents } = await import('./events.js')
    return showEvents(entry, looks, options, context)
  }
  const asking = askingProfile(entry, context)
  if (options.json) {
    const lookUps = looks.map((look) => ({ ...dataOf(look), command: lineOf(asking, look) }))
    print(`${jsonText({ ...entry, lookUps })}\n`)
    return 0
  }
  print(alignColumns(rowsOf(entry)))
  const described = looks.map((look) => `\n# ${purposeOf(look)}\n${lineOf(asking, look)}\n`)
  print(described.join(''))
  context.notify(`to query CloudTrail now: rolecall history ${entry.id} --cloudtrail`)
  return 0
}

/** What is known, in the order of a sentence: when, who, what, how, where. */
function rowsOf(entry: HistoryEntry): string[][] {
  const { program, pid, expires } = entry
  const rows: [label: string, value: string | undefined][] = [
    ['time', entry.at],
    ['result', outcomeOf(entry)],
    ['expires', expires],
    ['profile', entry.profile || undefined],
    ['of profile', entry.stepProfile],
    ['account', entry.account],
    ['role', entry.role],
    ['call', `${entry.operation} in ${entry.region}`],
    ['session name', entry.sessionName],
    ['session ARN', entry.sessionArn],
    ['access key ID', entry.accessKeyId],
    ['signed by', entry.signedBy],
    ['by', entry.callerArn],
    ['issued before', entry.before],
    ['to undo', entry.undo],
    ['source identity', entry.sourceIdentity],
    ['MFA device', entry.mfaSerial],
    ['for region', entry.profileRegion],
    ['command', entry.background ? `${entry.command}, in the background` : entry.command],
    ['program', program === undefined ? undefined : `${program} (pid ${pid})`],
    ['ID', entry.id],
  ]
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, visible(value)]]))
}

/** `issued for 1 h`; a token without an expiry is `issued`. */
function outcomeOf(entry: HistoryEntry): string {
  const result = resultOf(entry)
  return entry.event !== 'issued' || result === 'issued' ? result : `issued for ${result}`
}

function purposeOf({ finds, region }: LookUp): string {
  const what = finds === 'call' ? 'the call itself' : 'what was done with it'
  return `${what}, in ${visible(region)}`
}

function dataOf({ finds, region, key, value, start, end }: LookUp): object {
  return { finds, region, attributeKey: key, attributeValue: value, startTime: start, endTime: end }
}

/** The AWS CLI's command with the credentials of a profile. @param profile '' for none */
function lineOf(profile: string, look: LookUp): string {
  const isNamed = profile !== '' && (isArn(profile) || /^\S+$/.test(profile))
  const through = isNamed ? ['rolecall', 'exec', profile, '--'] : []
  return [...through, ...commandOf(look)].map((word) => shellWord(visible(word))).join(' ')
}
