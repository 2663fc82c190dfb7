import type { Row } from './row.js'

const HEADINGS = ['what', 'median', 'against', 'ratio', 'difference', 'budget', '']

/** Formats rows as aligned columns. */
export function table(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)]
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => width(row, column))))
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const width = (row: readonly string[], column: number): number => row[column]?.length ?? 0

function cellsOf(row: Row): string[] {
  const { name, value, unit, against = '', ratio, difference, budget = '', isMet, note = '' } = row
  return [
    name,
    value === undefined ? '' : figure(value, unit),
    against,
    ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    difference === undefined ? '' : `${difference < 0 ? '' : '+'}${figure(difference, unit)}`,
    budget,
    [isMet === undefined ? '' : isMet ? 'met' : 'EXCEEDED', note].filter(Boolean).join('; '),
  ]
}

function figure(value: number, unit: Row['unit']): string {
  return unit === ''
    ? String(value)
    : `${value.toFixed(unit === 'ms' && value >= 100 ? 0 : 1)} ${unit}`
}
