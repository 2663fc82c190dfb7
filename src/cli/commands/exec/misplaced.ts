import { shellWord } from '../../../core/shell-word.js'
import { flagWords, type FlagWords } from '../../mistyped/flag-words.js'
import { GLOBAL_OPTIONS } from '../../option-specs.js'
import { execSpec } from './spec.js'

/** The words around `--`. */
interface ExecLine {
  before: readonly string[]
  after: readonly string[]
}

/**
 * A hint for a line whose first word after `--` is not a command, but belongs before it: a flag of
 * rolecall, or a profile.
 * @param isProfile whether a profile has this name
 * @returns undefined if the word is neither
 */
export function misplacedHint(
  { before, after }: ExecLine,
  isProfile: (name: string) => boolean,
): string | undefined {
  const options = [...execSpec.options, ...GLOBAL_OPTIONS]
  const groups = flagWords(after, options)
  const end = groups.findIndex(({ isFlag }) => !isFlag)
  const flags = groups.slice(0, end < 0 ? groups.length : end)
  const command = groups.slice(flags.length)
  if (flags.length > 0) {
    return `flags of rolecall go before --: ${line([...before, ...wordsOf(flags)], wordsOf(command))}`
  }
  const [profile = '', ...rest] = after
  const isNamed = flagWords(before, options).some(
    ({ isFlag, words: [word = ''] }) => !isFlag || /^--profile\b/.test(word),
  )
  if (isNamed || !isProfile(profile)) return undefined
  return `${profile} is a profile, which goes before --: ${line([...before, profile], rest)}`
}

const wordsOf = (groups: readonly FlagWords[]): string[] => groups.flatMap(({ words }) => words)

function line(before: readonly string[], after: readonly string[]): string {
  const words = ['exec', ...before, ...(after.length > 0 ? ['--', ...after] : [])]
  return `rolecall ${words.map(shellWord).join(' ')}`
}
