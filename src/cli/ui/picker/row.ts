import { printable } from '../../../core/printable.js'
import { clip, fit, widthOf } from '../columns.js'
import type { Style } from '../style.js'

/** A profile as the picker shows it. */
export interface Row {
  name: string
  role: string
  /** Its name where that is known, else twelve digits. */
  account: string
  region: string
  /** `47 min left`, `asks for a code`. */
  state: string
  /** Why it cannot be used. */
  problem?: string
  isProduction: boolean
}

/** Columns of the terminal by what stands in them; 0 for what there is no room for. */
export type Layout = Readonly<Record<'name' | 'role' | 'account' | 'region' | 'state', number>>

const [GAP, MARGIN] = [2, 4]
const STATE = 16
const ACCOUNT = 14
const REGION = 14
const ROLE_MOST = 40

/**
 * The same for every row and for as long as the terminal keeps its size, so that nothing jumps. What does not
 * fit is left to the line about the chosen row.
 * @param columns of the terminal
 * @param longest columns of the longest name
 */
export function layoutFor(columns: number, longest: number): Layout {
  const account = columns >= 76 ? ACCOUNT : 0
  const region = columns >= 96 ? REGION : 0
  const state = columns >= 48 ? STATE : 0
  const fixed = [account, region, state].filter((width) => width > 0)
  // The last column of the terminal stays empty: a character there makes some terminals wrap.
  const rest = columns - 1 - MARGIN - GAP - fixed.reduce((sum, width) => sum + width + GAP, 0)
  const name = Math.max(8, Math.min(longest, Math.ceil(rest * 0.58)))
  return { name, role: Math.max(0, Math.min(ROLE_MOST, rest - name)), account, region, state }
}

/** @param positions UTF-16 units of the name that match what was typed */
export function drawRow(
  row: Row,
  layout: Layout,
  { isActive, positions, style }: { isActive: boolean; positions: readonly number[]; style: Style },
): string {
  const cursor = isActive ? style.cyan('❯') : ' '
  const mark = row.isProduction ? style.red('!') : ' '
  const look = row.isProduction ? style.red : isActive ? style.bold : (text: string) => text
  const inName = positions.filter((at) => at < row.name.length)
  const name = emphasised(fit(printable(row.name), layout.name), inName, style, look)
  const cells = (['role', 'account', 'region', 'state'] as const)
    .filter((column) => layout[column] > 0)
    .map((column) => fit(printable(row[column]), layout[column]))
  return `${cursor} ${mark} ${[name, ...cells.map(isActive ? same : style.dim)].join('  ')}`.trimEnd()
}

/** Everything about the chosen row, whatever the columns had no room for. */
export function describeRow(row: Row, columns: number): string {
  if (row.problem !== undefined) return clip(printable(`${row.name}: ${row.problem}`), columns - 1)
  const where = [row.role, row.account && `in ${row.account}`].filter(Boolean).join(' ')
  const parts = [where, row.region, row.state, row.isProduction ? 'production' : '']
  return clip(printable(`${row.name}: ${parts.filter(Boolean).join(', ')}`), columns - 1)
}

export function longestOf(names: readonly string[]): number {
  return names.reduce((longest, name) => Math.max(longest, widthOf(printable(name))), 0)
}

const same = (text: string): string => text

function emphasised(
  text: string,
  positions: readonly number[],
  style: Style,
  look: (text: string) => string,
): string {
  const hits = new Set(positions)
  const runs: { text: string; isHit: boolean }[] = []
  let at = 0
  for (const character of text) {
    const isHit = hits.has(at)
    const last = runs.at(-1)
    if (last?.isHit === isHit) last.text += character
    else runs.push({ text: character, isHit })
    at += character.length
  }
  return runs.map((run) => look(run.isHit ? style.yellow(run.text) : run.text)).join('')
}
