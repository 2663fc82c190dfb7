import type { Streams } from '../../system/host.js'
import { widthOf } from './columns.js'

/** Never broken: a word, and a command in backticks, which the user may copy. */
const WORD = /(?:`[^`]*`|\S)+/g

/**
 * Wraps text between words, and indents all lines but the first, which keeps its own indentation. A
 * longer word gets a line of its own: a terminal that folds it still copies an ARN in one piece.
 * @param width columns of the terminal; Infinity leaves the text unchanged
 */
export function wrap(text: string, width: number, indent = '  '): string {
  if (widthOf(text) <= width) return text
  const lines: string[] = []
  const [start = ''] = /^ */.exec(text) ?? []
  for (const [bare] of text.matchAll(WORD)) {
    const word = lines.length === 0 ? start + bare : bare
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`) <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else {
      const isIndented = last !== undefined && widthOf(indent + word) <= width
      lines.push(isIndented ? indent + word : word)
    }
  }
  return lines.join('\n')
}

/** @returns the columns that a line may have; Infinity if the stream is not a terminal */
export function lineWidth({
  isTTY,
  columns,
}: Pick<Streams['stdout'], 'isTTY' | 'columns'>): number {
  // The last column of the terminal stays empty: a character there makes some terminals wrap.
  return isTTY && columns > 1 ? columns - 1 : Infinity
}
