import { flagIn } from '../parse-options.js'
import type { OptionSpec } from '../command-spec.js'

/**
 * Separates a command line into flags and the rest, for corrections of lines that are in the wrong
 * order. Commander only reports them.
 * @param options of the command
 * @returns each flag with its value, and each other word, in their order
 */
export function flagWords(words: readonly string[], options: readonly OptionSpec[]): FlagWords[] {
  const groups: FlagWords[] = []
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? ''
    const length = takesNextWord(word, options) ? 2 : 1
    groups.push({ isFlag: word.startsWith('-'), words: words.slice(at, at + length) })
    at += length
  }
  return groups
}

/** A flag with its value, or a word that is not a flag. */
export interface FlagWords {
  isFlag: boolean
  words: readonly string[]
}

/** False for `--region=eu-west-1`, for switches, and for unknown flags. */
const takesNextWord = (word: string, options: readonly OptionSpec[]): boolean =>
  options.some(({ syntax }) => flagIn(syntax) === word && syntax !== word)
