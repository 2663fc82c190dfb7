/** Turns text into the same text with a look, or, without colour, leaves it. */
export type Styler = (text: string) => string

export interface Style {
  bold: Styler
  dim: Styler
  red: Styler
  green: Styler
  yellow: Styler
  cyan: Styler
}

/** Select Graphic Rendition (ECMA-48, 8.3.117): what switches a look on, and off. */
const CODES: Readonly<Record<keyof Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

/** Looks for a terminal that has colours, by Node's rules (TERM, NO_COLOR…); elsewhere, none. */
export function styleFor(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>): Style {
  const coloured = stream.isTTY && stream.hasColors()
  const look = ([on, off]: readonly [number, number]): Styler =>
    coloured ? (text) => (text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`) : (text) => text
  return {
    bold: look(CODES.bold),
    dim: look(CODES.dim),
    red: look(CODES.red),
    green: look(CODES.green),
    yellow: look(CODES.yellow),
    cyan: look(CODES.cyan),
  }
}
