import type { Streams } from '../../system/host.js'
import { widthOf } from './columns.js'

/** What stays in one piece: a word, and a command between backticks, which is there to be copied. */
const WORD = /(?:`[^`]*`|\S)+/g

/**
 * Text broken between words into lines of at most so many columns, all but the first indented. A word that is longer has a line of
 * its own and is never broken: a terminal that folds it still copies an ARN as one.
 * @param width Infinity for a text that stays as it is
 * @param indent what each line but the first begins with
 */
export function wrap(text: string, width: number, indent = '  '): string {
  if (widthOf(text) <= width) return text
  const lines: string[] = []
  for (const [word] of text.matchAll(WORD)) {
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

/** @returns columns that a line of text may take there: Infinity where it is no terminal */
export function lineWidth({ isTTY, columns }: Streams['stdout'] | Streams['stderr']): number {
  // The last column of the terminal stays empty: a character there makes some terminals wrap.
  return isTTY && columns > 1 ? columns - 1 : Infinity
}
