import { encode } from 'uqr'

/**
 * Black on white, from the fixed part of the palette that no theme changes: most scanners cannot
 * read a code in the colours of a dark theme. NO_COLOR does not apply, because the colours are not
 * decoration.
 */
const [BLACK_ON_WHITE, RESET] = ['\u001B[38;5;16;48;5;231m', '\u001B[0m']

/** Modules around the code: what the standard demands, and what scanners can do with. */
const QUIET_ZONES = [4, 2] as const

/** Lines for what is written above and below the code. */
const OTHER_ROWS = 3

/**
 * Draws a QR code with two modules in a character, one above the other.
 * @param size of the terminal
 * @returns lines with escape sequences; undefined if the terminal is too small
 */
export function drawQrCode(
  text: string,
  size: { columns: number; rows: number },
): string[] | undefined {
  for (const border of QUIET_ZONES) {
    const { data, size: modules } = encode(text, { ecc: 'L', border })
    const rows = Math.ceil(modules / 2)
    if (modules <= size.columns && rows + OTHER_ROWS <= size.rows) return linesOf(data)
  }
  return undefined
}

/** Columns and lines that the smallest code of this text needs. */
export function roomForQrCode(text: string): { columns: number; rows: number } {
  const { size } = encode(text, { ecc: 'L', border: QUIET_ZONES[1] })
  return { columns: size, rows: Math.ceil(size / 2) + OTHER_ROWS }
}

function linesOf(data: readonly (readonly boolean[])[]): string[] {
  const lines: string[] = []
  for (let row = 0; row < data.length; row += 2) {
    const [upper = [], lower = []] = [data[row], data[row + 1]]
    const line = upper.map((isUpper, column) => blockFor(isUpper, lower[column] ?? false))
    lines.push(BLACK_ON_WHITE + line.join('') + RESET)
  }
  return lines
}

function blockFor(isUpperDark: boolean, isLowerDark: boolean): string {
  if (isUpperDark) return isLowerDark ? '█' : '▀'
  return isLowerDark ? '▄' : ' '
}
