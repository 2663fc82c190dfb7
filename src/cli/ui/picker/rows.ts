import { humanDuration } from '../../../core/time/duration.js'
import { printable } from '../../../core/printable.js'
import type { UserSettings } from '../../../settings/settings.js'
import {
  accountLabel,
  limitedLabel,
  summarizeProfile,
  type ProfileSummary,
  type SummaryInputs,
} from '../../profile-summary.js'
import { clip, fit, widthOf } from '../columns.js'
import type { Style, Styler } from '../style.js'
import type { Candidate } from './candidates.js'

/** What there is to pick from. */
export interface PickerOptions {
  /** What one candidate is called: `profile`. */
  noun: string
  candidates: readonly Candidate[]
  rowOf: (name: string) => Row
  /** Initial filter. */
  typed: string
}

/** A profile or role as the picker shows it. */
export interface Row {
  name: string
  role: string
  /** Its name in the settings, else twelve digits. */
  account: string
  region: string
  /** `47 min left`, `MFA code needed`. */
  state: string
  /** Why it cannot be used. */
  problem?: string
  isProduction: boolean
}

/** Width of each column of the table, in columns of the terminal; 0 if there is no room for it. */
export type ColumnWidths = Readonly<
  Record<'name' | 'role' | 'account' | 'region' | 'state', number>
>

const GAP = 2
const MARGIN = 4
const STATE_WIDTH = 16
const ACCOUNT_WIDTH = 14
const REGION_WIDTH = 14
const MAX_ROLE_WIDTH = 40
/** So much of a long role is more useful than another column. */
const MIN_ROLE_WIDTH = 16

/** Makes rows on demand and once: of 10,000 profiles the user sees some dozens. */
export function profileRows(
  inputs: SummaryInputs,
  settings: UserSettings,
): (profile: string) => Row {
  const made = new Map<string, Row>()
  return (profile) => {
    const row = made.get(profile) ?? profileRow(summarizeProfile(profile, inputs), settings)
    made.set(profile, row)
    return row
  }
}

function profileRow(summary: ProfileSummary, settings: UserSettings): Row {
  const { profile: name, region = '', error } = summary
  const [role, account] = [limitedLabel(summary), accountLabel(summary, settings)]
  return {
    name,
    role,
    account,
    region,
    state: stateLabel(summary),
    ...(error === undefined ? {} : { problem: error }),
    isProduction: [name, role, account].some((text) => settings.production.test(text)),
  }
}

function stateLabel({ error, secondsLeft, asksForCode }: ProfileSummary): string {
  if (error !== undefined) return 'unusable'
  if (secondsLeft !== undefined) return `${humanDuration(secondsLeft)} left`
  return asksForCode ? 'MFA code needed' : ''
}

/**
 * Column widths, the same for every row until the terminal is resized, so that columns do not move.
 * What does not fit is in the line about the active row.
 * @param columns of the terminal
 * @param longest widths of the longest name and role: no column is wider than its texts
 */
export function layoutFor(
  columns: number,
  longest: Readonly<Record<'name' | 'role', number>>,
): ColumnWidths {
  // The last column of the terminal stays empty: a character there makes some terminals wrap.
  const room = columns - 1 - MARGIN - GAP
  const needed = longest.name + Math.min(longest.role, MIN_ROLE_WIDTH)
  const fits = (...widths: number[]): boolean => needed + widthWithGaps(widths) <= room
  const state = columns >= 48 || fits(STATE_WIDTH) ? STATE_WIDTH : 0
  const account = columns >= 76 || fits(state, ACCOUNT_WIDTH) ? ACCOUNT_WIDTH : 0
  const region = columns >= 96 || fits(state, account, REGION_WIDTH) ? REGION_WIDTH : 0
  const rest = room - widthWithGaps([account, region, state])
  const name = Math.min(longest.name, Math.max(8, Math.ceil(rest * 0.58), rest - longest.role))
  const role = Math.max(0, Math.min(longest.role, MAX_ROLE_WIDTH, rest - name))
  return { name, role, account, region, state }
}

function widthWithGaps(widths: readonly number[]): number {
  return widths.reduce((sum, width) => (width > 0 ? sum + width + GAP : sum), 0)
}

/** @param positions UTF-16 units of the name that match the filter */
export function drawRow(
  row: Row,
  layout: ColumnWidths,
  { isActive, positions, style }: { isActive: boolean; positions: readonly number[]; style: Style },
): string {
  const cursor = isActive ? style.cyan('❯') : ' '
  const mark = row.isProduction ? style.red('!') : ' '
  const styled = row.isProduction ? style.red : isActive ? style.bold : unstyled
  const inName = positions.filter((at) => at < row.name.length)
  const name = highlighted(fit(printable(row.name), layout.name), inName, style, styled)
  const cells = (['role', 'account', 'region', 'state'] as const)
    .filter((column) => layout[column] > 0)
    .map((column) => fit(printable(row[column]), layout[column]))
  return `${cursor} ${mark} ${[name, ...cells.map(isActive ? unstyled : style.dim)].join('  ')}`.trimEnd()
}

/** All of a row in one line, with what the columns have no room for. */
export function describeRow(row: Row, columns: number): string {
  if (row.problem !== undefined) return clip(printable(`${row.name}: ${row.problem}`), columns - 1)
  const where = [row.role, row.account && `in ${row.account}`].filter(Boolean).join(' ')
  const parts = [where, row.region, row.state, row.isProduction ? 'production' : '']
  return clip(printable(`${row.name}: ${parts.filter(Boolean).join(', ')}`), columns - 1)
}

/** @returns the width of the longest text, in columns of the terminal */
export function longestOf(texts: readonly string[]): number {
  return texts.reduce((longest, text) => Math.max(longest, widthOf(printable(text))), 0)
}

const unstyled: Styler = (text) => text

function highlighted(
  text: string,
  positions: readonly number[],
  style: Style,
  styled: Styler,
): string {
  const matched = new Set(positions)
  const runs: { text: string; isMatch: boolean }[] = []
  let at = 0
  for (const character of text) {
    const isMatch = matched.has(at)
    const last = runs.at(-1)
    if (last?.isMatch === isMatch) last.text += character
    else runs.push({ text: character, isMatch })
    at += character.length
  }
  return runs.map((run) => styled(run.isMatch ? style.yellow(run.text) : run.text)).join('')
}
