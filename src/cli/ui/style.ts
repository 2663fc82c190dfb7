import { styleText } from 'node:util'
import type { Streams } from '../../system/host.js'

/** Returns the text in a style or, without colours, unchanged. */
export type Styler = (text: string) => string

type StyleName = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

export type Style = Readonly<Record<StyleName, Styler>>

/** Styles for a terminal that has colours by Node's rules (TERM, NO_COLOR…); elsewhere none. */
export function styleFor(stream: Pick<Streams['stdout'], 'isTTY' | 'hasColors'>): Style {
  const isColoured = stream.isTTY && stream.hasColors()
  const styler = (name: StyleName): Styler =>
    // The stream was checked above; by default Node would check stdout.
    isColoured
      ? (text) => (text === '' ? '' : styleText(name, text, { validateStream: false }))
      : (text) => text
  return {
    bold: styler('bold'),
    dim: styler('dim'),
    red: styler('red'),
    green: styler('green'),
    yellow: styler('yellow'),
    cyan: styler('cyan'),
  }
}
