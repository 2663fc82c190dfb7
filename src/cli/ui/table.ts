import { printable } from '../../core/printable.js'
import { clip, widthOf } from './columns.js'
import type { Styler } from './style.js'
import { wrap } from './wrap.js'

export interface Column {
  head: string
  /** Narrowest width, in columns of the terminal. By default the column is never truncated. */
  minWidth?: number
  /**
   * If there is no room for all columns, the one with the highest number is dropped first. A column
   * without a number is never dropped.
   */
  dropOrder?: number
}

export interface Cell {
  text: string
  style?: Styler
}

const GAP = 2

/**
 * A table with a head, with control characters sanitised. To fit the width, columns with a drop
 * order are dropped first, then the widest columns are truncated with an ellipsis.
 * @param width columns of the terminal; Infinity for anything else, so that nothing is lost
 * @param head style of the head
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
      const { text = '', style = (same: string) => same } = row[at] ?? {}
      const room = widths[at] ?? 0
      // A column that is not narrowed needs no cut.
      const cut = room < (natural[at] ?? 0) ? clip(text, room) : text
      const isLast = place === shown.length - 1
      return style(cut) + (isLast ? '' : ' '.repeat(Math.max(0, room - widthOf(cut))))
    })
    return `${parts.join(' '.repeat(GAP)).trimEnd()}\n`
  }
  return [columns.map(({ head: text }) => ({ text, style: head })), ...cells].map(line).join('')
}

/**
 * A table without a head, with control characters sanitised.
 * @param rows cells by column
 * @param width columns of a line; a longer text in the last column is wrapped within it
 */
export function alignColumns(rows: readonly (readonly string[])[], width = Infinity): string {
  const [first = []] = rows
  const columns = first.map(() => ({ head: '' }))
  const table = drawTable(
    columns,
    // With a placeholder in the last column, the lines show where that column starts.
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

/** @returns the width of each column; 0 for one that is dropped */
function fitted(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const excess = (): number => {
    const shown = widths.filter((each) => each > 0)
    return shown.reduce((sum, each) => sum + each + GAP, 0) - GAP - width
  }
  const minWidth = (at: number): number =>
    Math.min(columns[at]?.minWidth ?? Infinity, natural[at] ?? 0)
  const spare = (): number =>
    widths.reduce((sum, each, at) => sum + Math.max(0, each - minWidth(at)), 0)
  const dropped = columns
    .map(({ dropOrder }, at) => ({ at, dropOrder: dropOrder ?? 0 }))
    .filter(({ dropOrder }) => dropOrder > 0)
    .sort((a, b) => b.dropOrder - a.dropOrder)
  for (const { at } of dropped) if (excess() > spare()) widths[at] = 0
  while (excess() > 0 && spare() > 0) {
    const widest = widths
      .map((each, at) => ({ at, each }))
      .filter(({ at, each }) => each > minWidth(at))
      .reduce((a, b) => (b.each > a.each ? b : a))
    widths[widest.at] = widest.each - 1
  }
  return widths
}
