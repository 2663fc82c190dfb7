import { printable } from '../../core/printable.js'
import { clip, isPlain, widthOf } from './columns.js'
import type { Styler } from './style.js'
import { wrap } from './wrap.js'

/** A column of a table: its heading and its alignment. */
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

/** A cell of a table: its text and its style. */
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
  const cells = rows.map((row) => row.map(safeCell))
  const natural = columns.map(({ head: title }, at) =>
    cells.reduce((most, row) => Math.max(most, row[at]?.width ?? 0), widthOf(title)),
  )
  const widths = fitted(columns, natural, width)
  const shown = columns.flatMap((_, at) => ((widths[at] ?? 0) > 0 ? [at] : []))
  const line = (row: readonly MeasuredCell[]): string => {
    let text = ''
    let gap = 0
    for (const at of shown) {
      const cell = row[at] ?? EMPTY
      const room = widths[at] ?? 0
      const cut = room < cell.width ? measured(clip(cell.text, room), cell.style) : cell
      text += ' '.repeat(gap) + (cut.style?.(cut.text) ?? cut.text)
      gap = GAP + Math.max(0, room - cut.width)
    }
    return `${text.trimEnd()}\n`
  }
  return line(columns.map(({ head: text }) => measured(text, head))) + cells.map(line).join('')
}

/** A cell whose text is safe and measured: a table of thousands of rows measures each once. */
interface MeasuredCell extends Cell {
  width: number
}

const measured = (text: string, style?: Styler, width = widthOf(text)): MeasuredCell =>
  style === undefined ? { text, width } : { text, width, style }

/** Most cells are ASCII, for which one look is enough. */
function safeCell({ text, style }: Cell): MeasuredCell {
  return isPlain(text) ? measured(text, style, text.length) : measured(printable(text), style)
}

const EMPTY = measured('')

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
