import type { AwsFiles } from '../../../aws-files/aws-files.js'
import { jsonText } from '../../../core/json.js'
import { humanDuration } from '../../../core/time/duration.js'
import { once } from '../../../core/once.js'
import { shellWord } from '../../../core/shell-word.js'
import type { Plan } from '../../../core/plan.js'
import { noProfilesHint } from '../../../aws-files/missing-profile.js'
import {
  describePadded,
  describeUnread,
  paddedHeaders,
  unreadHeaders,
} from '../../../aws-files/unread-headers.js'
import { labelOfKind } from '../../../sources/kinds.js'
import { seedFinder } from '../../../secrets/seeds.js'
import { parseSettings } from '../../../settings/settings.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import { hasInstanceFirmware } from '../../../system/ec2-instance.js'
import type { Run } from '../../command-types.js'
import { refuseGuess } from '../../carry-out/refuse-guess.js'
import { plaintextKeyOf } from '../../plaintext-key.js'
import { describeEffect, processFaults, type ProcessFault } from '../../process-fault.js'
import {
  limitedLabel,
  summarizeProfile,
  accountLabel,
  roleLabel,
  settingsIn,
  type ProfileSummary,
} from '../../profile-summary.js'
import { styleFor, type Style } from '../../ui/style.js'
import { drawTable, type Cell, type Column } from '../../ui/table.js'
import type { listSpec } from './spec.js'

const COLUMNS: readonly Column[] = [
  { head: 'PROFILE', minWidth: 12 },
  { head: 'ROLE', minWidth: 10 },
  { head: 'ACCOUNT', minWidth: 12, dropOrder: 2 },
  { head: 'SOURCE', minWidth: 8, dropOrder: 3 },
  { head: 'MFA', dropOrder: 4 },
  { head: 'REGION', dropOrder: 5 },
  { head: 'SESSION', minWidth: 16, dropOrder: 1 },
]

/** Uses the AWS files and the session index: no secret is read, no network call, no prompt. */
export const run: Run<typeof listSpec> = async ({ options }, context) => {
  const { host } = context
  const settings = parseSettings(readTextIfPresent(host.paths.settings))
  const isInstance = once(hasInstanceFirmware)
  const plan = (name: string): Plan => refuseGuess(context.plan(name), isInstance)
  const { entries: sessions, failures } = await context.cache().inReach()
  failures.forEach(context.printError)
  const inputs = {
    ...{ plan, sessions, settings: settingsIn(context.files()) },
    ...{ hasSeed: seedFinder(host), now: host.now() },
  }
  const faultsIn = processFaults(host)
  const faultOf = (profile: string): ProcessFault | undefined => faultsIn(context.files(), profile)
  const summaries = [...context.files().profiles().keys()]
    .filter((name) => hasPart(options.name, name))
    .map((name) => withSdkFault(summarizeProfile(name, inputs), faultOf(name)?.reason))
    .map((each) => withPlaintextKey(each, context.files()))
    .filter((each) => hasPart(options.account, each.account, accountLabel(each, settings)))
    .filter((each) => hasPart(options.role, roleLabel(each)))
  if (options.json) {
    context.print(`${jsonText(summaries)}\n`)
    return 0
  }
  if (summaries.length === 0) {
    context.notify(noProfilesHint(context.files()) ?? 'no matching profiles')
    return 0
  }
  const { stdout } = host.streams
  const style = styleFor(stdout)
  const rows = summaries.map((each) => rowOf(each, accountLabel(each, settings), style))
  context.print(drawTable(COLUMNS, rows, stdout.isTTY ? stdout.columns : Infinity, style.dim))
  for (const header of unreadHeaders(context.files())) context.notify(describeUnread(header))
  for (const header of paddedHeaders(context.files())) context.notify(describePadded(header))
  const faulty = summaries.filter(({ sdkFault }) => sdkFault !== undefined)
  if (faulty[0]) {
    const which = faulty.length > 1 ? '--all' : shellWord(faulty[0].profile)
    const isFoundByPath = faulty.every(({ profile }) => faultOf(profile)?.isFoundByPath)
    const effect = describeEffect(countOf(faulty.length), isFoundByPath)
    context.notify(`${effect}; to repair it: rolecall adopt ${which}`)
  }
  for (const { profile, plaintextKey } of summaries.filter(hasCopy)) {
    context.notify(
      `${profile} has a stored key, and one in plaintext in ${plaintextKey}; to remove that: rolecall import ${shellWord(profile)} --from credentials`,
    )
  }
  return 0
}

function withPlaintextKey(summary: ProfileSummary, files: AwsFiles): ProfileSummary {
  const plaintextKey = plaintextKeyOf(summary.profile, files)
  return plaintextKey === undefined ? summary : { ...summary, plaintextKey }
}

const hasCopy = ({ source, plaintextKey }: ProfileSummary): boolean =>
  source === 'stored-key' && plaintextKey !== undefined

function countOf(profiles: number): string {
  return profiles === 1 ? 'one adopted profile' : `${profiles} adopted profiles`
}

function withSdkFault(summary: ProfileSummary, sdkFault: string | undefined): ProfileSummary {
  return sdkFault === undefined ? summary : { ...summary, sdkFault }
}

/** Whether one of the values contains the part, in any case. True without a part. */
function hasPart(part: string | undefined, ...values: (string | undefined)[]): boolean {
  if (part === undefined) return true
  return values.some((value) => value?.toLowerCase().includes(part.toLowerCase()))
}

function rowOf(summary: ProfileSummary, account: string, style: Style): Cell[] {
  const { profile, mfaSerial, region = '', secondsLeft } = summary
  const error = summary.error ?? summary.sdkFault
  return [
    { text: profile, style: style.bold },
    { text: limitedLabel(summary) },
    { text: account },
    { text: sourceLabel(summary), style: style.dim },
    { text: mfaSerial === undefined ? '' : 'yes', style: style.dim },
    { text: region, style: style.dim },
    error !== undefined
      ? { text: withoutProfile(error, profile), style: style.red }
      : { text: sessionLabel(secondsLeft), style: style.green },
  ]
}

/** The error without the profile's name, which is in the first column. */
function withoutProfile(error: string, profile: string): string {
  return error.replace(` of profile ${profile}`, '').replace(`profile ${profile} `, '')
}

function sessionLabel(secondsLeft: number | undefined): string {
  return secondsLeft === undefined ? '' : `${humanDuration(secondsLeft)} left`
}

/** For keys or a command, the profile that defines them, and whether a key is in plaintext. */
function sourceLabel(summary: ProfileSummary): string {
  const { source, sourceProfile = '', plaintextKey } = summary
  if (source === undefined) return ''
  const label = labelOfKind(source) ?? sourceProfile
  if (plaintextKey === undefined) return label
  return hasCopy(summary) ? `${label} (plaintext copy)` : `${label} (plaintext)`
}
