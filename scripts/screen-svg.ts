import type { IBufferCell, Terminal } from '@xterm/headless'

/** Colours of a terminal: background, foreground, and the eight of ECMA-48 in their order. */
export interface Theme {
  background: string
  foreground: string
  frame: string
  palette: readonly string[]
}

// Contrast with the background is at least 4.5 (WCAG 2.2, 1.4.3), of dimmed text at least 3.
export const DARK: Theme = {
  background: '#14171c',
  foreground: '#d6dae0',
  frame: '#2b3038',
  palette: ['#3a404a', '#f2777a', '#7ec98a', '#e6b95c', '#79a8f0', '#c594e8', '#5cc4d0', '#d6dae0'],
}
export const LIGHT: Theme = {
  background: '#fbfbf9',
  foreground: '#22262c',
  frame: '#d9dad5',
  palette: ['#22262c', '#b4232a', '#1a7434', '#8a5a00', '#1f57b8', '#7b3aa6', '#0b6c7a', '#595f69'],
}

const [CELL, LINE, SIZE, PAD] = [8.4, 19, 14, 16]
const FONT = "ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"

interface Run {
  text: string
  column: number
  cells: number
  style: string
}

/** Draws the screen as SVG, up to its last line that is not empty. */
export function screenSvg(terminal: Terminal, theme: Theme): string {
  const buffer = terminal.buffer.active
  const lines = Array.from({ length: buffer.length }, (_, row) => runsOf(terminal, row, theme))
  const rows = lines.findLastIndex((runs) => runs.length > 0) + 1
  const [width, height] = [terminal.cols * CELL + 2 * PAD, rows * LINE + 2 * PAD]
  const text = lines.slice(0, rows).flatMap((runs, row) =>
    runs.map(({ text, column, cells, style }) => {
      const [x, y] = [PAD + column * CELL, PAD + row * LINE + LINE * 0.74]
      // The length is fixed, so that columns line up in any font.
      const length = `textLength="${round(cells * CELL)}" lengthAdjust="spacingAndGlyphs"`
      return `<text x="${round(x)}" y="${round(y)}" ${length} ${style}>${escaped(text)}</text>`
    }),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${height}" viewBox="0 0 ${round(width)} ${height}" font-family="${FONT}" font-size="${SIZE}" xml:space="preserve">
<rect x="0.5" y="0.5" width="${round(width - 1)}" height="${height - 1}" rx="8" fill="${theme.background}" stroke="${theme.frame}"/>
${[...drawingOf(terminal, rows), ...text].join('\n')}
</svg>
`
}

/** Colours of the palette that no theme changes, as a QR code has them. */
const FIXED: Readonly<Record<number, string>> = { 16: '#000000', 231: '#ffffff' }

/** The halves of a cell that a block fills: top, bottom. */
const BLOCKS: Readonly<Record<string, readonly [top: boolean, bottom: boolean]>> = {
  '█': [true, true],
  '▀': [true, false],
  '▄': [false, true],
}

const fixedColour = (isPalette: boolean, colour: number): string | undefined =>
  isPalette ? FIXED[colour] : undefined

/** Whether a cell is a part of a drawing in fixed colours, and not of a text. */
function isDrawn(cell: IBufferCell): boolean {
  return fixedColour(cell.isBgPalette(), cell.getBgColor()) !== undefined
}

/** Adjacent half cells of one colour. */
interface Bar {
  colour: string
  column: number
  /** In lines from the top, in steps of a half. */
  top: number
  cells: number
}

/** What is drawn with blocks in fixed colours, as one path for each colour. */
function drawingOf(terminal: Terminal, rows: number): string[] {
  const bars: Bar[] = []
  const last = new Map<number, Bar>()
  const fill = (colour: string | undefined, column: number, top: number): void => {
    if (colour === undefined) return
    const before = last.get(top)
    if (before?.colour === colour && before.column + before.cells === column) {
      before.cells += 1
      return
    }
    const bar = { colour, column, top, cells: 1 }
    bars.push(bar)
    last.set(top, bar)
  }
  for (let row = 0; row < rows; row += 1) {
    const line = terminal.buffer.active.getLine(row)
    for (let column = 0; column < terminal.cols; column += 1) {
      const cell = line?.getCell(column)
      if (!cell || !isDrawn(cell)) continue
      const paper = fixedColour(true, cell.getBgColor())
      const ink = fixedColour(cell.isFgPalette(), cell.getFgColor())
      const [top, bottom] = BLOCKS[cell.getChars()] ?? [false, false]
      fill(top ? ink : paper, column, row)
      fill(bottom ? ink : paper, column, row + 0.5)
    }
  }
  const paths = new Map<string, string>()
  for (const { colour, column, top, cells } of bars) {
    const [x, y, width] = [PAD + column * CELL, PAD + top * LINE, round(cells * CELL)]
    const path = `M${round(x)} ${round(y)}h${width}v${LINE / 2}h-${width}z`
    paths.set(colour, (paths.get(colour) ?? '') + path)
  }
  return [...paths].map(
    ([colour, path]) => `<path fill="${colour}" shape-rendering="crispEdges" d="${path}"/>`,
  )
}

/** Adjacent cells of the same style, without blanks at the ends. */
function runsOf(terminal: Terminal, row: number, theme: Theme): Run[] {
  const line = terminal.buffer.active.getLine(row)
  const runs: Run[] = []
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column)
    const text = cell?.getChars() ?? ''
    if (!cell || text.trim() === '' || isDrawn(cell)) continue
    const style = styleOf(cell, theme)
    const last = runs.at(-1)
    const gap = last ? column - last.column - last.cells : 0
    const isWide = cell.getWidth() === 2
    if (last?.style === style && gap <= 1 && !isWide) {
      last.text += ' '.repeat(gap) + text
      last.cells += gap + 1
    } else runs.push({ text, column, cells: cell.getWidth(), style })
  }
  return runs
}

function styleOf(cell: IBufferCell, theme: Theme): string {
  const colour = cell.isFgPalette() ? theme.palette[cell.getFgColor() % 8] : undefined
  return [
    `fill="${colour ?? theme.foreground}"`,
    cell.isBold() ? 'font-weight="700"' : '',
    cell.isDim() ? 'opacity="0.65"' : '',
    cell.isUnderline() ? 'text-decoration="underline"' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
