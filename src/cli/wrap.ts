import { widthOf } from './columns.js'

/** What stays in one piece: a word, and a command between backticks, which is there to be copied. */
const WORD = /(?:`[^`]*`|\S)+/g

const INDENT = '  '

/**
 * Text broken between words into lines of at most so many columns, all but the first indented. A word that is longer has a line of
 * its own and is never broken: a terminal that folds it still copies an ARN as one.
 * @param width Infinity for a text that stays as it is
 */
export function wrap(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const lines: string[] = []
  for (const [word] of text.matchAll(WORD)) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`) <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else {
      const isIndented = last !== undefined && widthOf(INDENT + word) <= width
      lines.push(isIndented ? INDENT + word : word)
    }
  }
  return lines.join('\n')
}
