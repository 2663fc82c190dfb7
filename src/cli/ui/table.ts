import { printable } from '../../core/printable.js'
import { clip, fit, widthOf } from './columns.js'
import type { Styler } from './style.js'
import { wrap } from './wrap.js'

export interface Column {
  head: string
  /** Columns of the terminal: rather than make it narrower, it is left out. By default nothing is cut from it. */
  least?: number
  /** Where there is not room for all, the one with the highest goes first; those without stay. */
  dispensable?: number
}

export interface Cell {
  text: string
  look?: Styler
}

const GAP = 2

/**
 * A table under a head, two spaces between columns, that fits so many columns of a terminal: first the dispensable columns go,
 * then the widest of those that may be cut are cut, with an ellipsis. What came from outside is made harmless.
 * @param width Infinity where it is no terminal: then nothing is lost
 * @param head how the head looks
 */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  head: Styler = (text) => text,
): string {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: printable(cell.text) })))
  const natural = columns.map(({ head: title }, at) =>
    cells.reduce((most, row) => Math.max(most, widthOf(row[at]?.text ?? '')), widthOf(title)),
  )
  const widths = fitted(columns, natural, width)
  const shown = columns.flatMap((_, at) => ((widths[at] ?? 0) > 0 ? [at] : []))
  const line = (row: readonly Cell[]): string => {
    const parts = shown.map((at, place) => {
      const { text = '', look = (same: string) => same } = row[at] ?? {}
      const cut = clip(text, widths[at] ?? 0)
      const isLast = place === shown.length - 1
      return look(cut) + (isLast ? '' : fit('', (widths[at] ?? 0) - widthOf(cut)))
    })
    return `${parts.join(' '.repeat(GAP)).trimEnd()}\n`
  }
  return [columns.map(({ head: text }) => ({ text, look: head })), ...cells].map(line).join('')
}

/**
 * Pairs and lists without a head, made harmless as in {@link drawTable}.
 * @param rows cells by column
 * @param width that a line may take: what does not fit into the last column goes on below it
 */
export function alignColumns(rows: readonly (readonly string[])[], width = Infinity): string {
  const [first = []] = rows
  const columns = first.map(() => ({ head: '' }))
  const table = drawTable(
    columns,
    // With a last cell that holds the place, every line is as wide as the columns before it.
    rows.map((row) => row.map((text, at) => ({ text: at === columns.length - 1 ? '|' : text }))),
    Infinity,
  )
  const starts = table
    .split('\n')
    .slice(1)
    .map((line) => line.slice(0, -1))
  const last = rows.map((row, at) => {
    const room = width - widthOf(starts[at] ?? '')
    const lines = wrap(printable(row.at(-1) ?? ''), room, '').split('\n')
    return lines.join(`\n${' '.repeat(widthOf(starts[at] ?? ''))}`)
  })
  return last.map((text, at) => `${(starts[at] ?? '') + text}`.trimEnd() + '\n').join('')
}

/** @returns 0 for a column that is left out */
function fitted(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const excess = (): number => {
    const shown = widths.filter((each) => each > 0)
    return shown.reduce((sum, each) => sum + each + GAP, 0) - GAP - width
  }
  const least = (at: number): number => Math.min(columns[at]?.least ?? Infinity, natural[at] ?? 0)
  const spare = (): number =>
    widths.reduce((sum, each, at) => sum + Math.max(0, each - least(at)), 0)
  const going = columns
    .map(({ dispensable }, at) => ({ at, dispensable: dispensable ?? 0 }))
    .filter(({ dispensable }) => dispensable > 0)
    .sort((a, b) => b.dispensable - a.dispensable)
  for (const { at } of going) if (excess() > spare()) widths[at] = 0
  while (excess() > 0 && spare() > 0) {
    const widest = widths
      .map((each, at) => ({ at, each }))
      .filter(({ at, each }) => each > least(at))
      .reduce((a, b) => (b.each > a.each ? b : a))
    widths[widest.at] = widest.each - 1
  }
  return widths
}
