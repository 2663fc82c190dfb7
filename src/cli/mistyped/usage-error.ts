import { nearest } from '../../core/did-you-mean.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { COMMANDS } from '../commands.js'
import { commandOfOtherTool, flagOfOtherTool } from './foreign-names.js'
import { flagWords, type FlagWords } from './flag-words.js'
import { flagIn } from '../parse-options.js'
import { GLOBAL_OPTIONS } from '../option-specs.js'
import type { CommandSpec, OptionSpec } from '../command-spec.js'

/** The words that the user typed: a hint repeats them, corrected. */
export interface TypedLine {
  /** The words before `--`. */
  argv: readonly string[]
  /** The words from `--` on. */
  rest: readonly string[]
  /** Whether a profile has this name. */
  isProfile: (name: string) => boolean
}

/** Commander's error as a RolecallError, with a hint that corrects the command line. */
export function usageError(
  { code, message }: { code: string; message: string },
  line: TypedLine,
): RolecallError {
  const spec = specOf(line.argv[0])
  const mayBeCommand = code === 'commander.excessArguments' || code === 'commander.unknownOption'
  const corrected = mayBeCommand && spec?.passThrough ? withDashes(line.argv, spec) : undefined
  if (corrected !== undefined) {
    return new RolecallError('usage', 'the command to run goes after --', { hint: corrected })
  }
  const [what = ''] = message.replace(/^error: /, '').split('\n')
  const [, flag] = /^unknown option '(.*)'$/.exec(what) ?? []
  return new RolecallError('usage', withoutCounts(what), { hint: hintFor(line, flag) })
}

const LIST_COMMANDS = 'rolecall --help lists the commands'

const specOf = (name: string | undefined): CommandSpec | undefined =>
  COMMANDS.find((each) => each.name === name)

/** Replaces commander's counts of arguments by how many the command takes. */
function withoutCounts(what: string): string {
  const [, command, expected] = /^too many arguments for '(.*)'. Expected (\d+)/.exec(what) ?? []
  if (command === undefined) return what
  return `too many arguments for ${command}, which takes ${expected === '0' ? 'none' : 'one'}`
}

/** @param flag the unknown flag, if that is the error */
function hintFor(line: TypedLine, flag: string | undefined): string {
  const [word = '', next] = line.argv
  if (word.startsWith('-')) return commandFirst(line) ?? LIST_COMMANDS
  const spec = specOf(word)
  if (!spec) return commandHint(word, line)
  const operation = spec.subcommands?.find(({ name }) => name === next)
  if (flag !== undefined) {
    const guess = flagHint(flag, (operation ?? spec).options)
    if (guess !== undefined) return guess
  }
  if (spec.subcommands && next !== undefined && !operation) {
    const [guess] = nearest(next, namesOf(spec.subcommands))
    if (guess !== undefined) return `did you mean ${guess}?`
  }
  return `rolecall ${word}${operation ? ` ${operation.name}` : ''} --help shows what it takes`
}

const namesOf = (specs: readonly CommandSpec[]): string[] => specs.map(({ name }) => name)

/** The hint for a first word that is not a command. */
function commandHint(word: string, { isProfile }: TypedLine): string {
  const own = commandOfOtherTool(word)
  if (own !== undefined) return `in rolecall this is rolecall ${own}`
  if (isProfile(word)) {
    const name = shellWord(word)
    return `${word} is a profile; to switch this shell to it: rolecall use ${name}`
  }
  const guesses = nearest(word, namesOf(COMMANDS))
  if (guesses.length > 0) return `did you mean ${guesses.join(' or ')}?`
  return LIST_COMMANDS
}

function flagHint(flag: string, options: readonly OptionSpec[]): string | undefined {
  const own = flagOfOtherTool(flag, options.map(flagOf))
  if (own !== undefined) return `in rolecall this is ${own}`
  const [guess] = nearest(flag, [...options, ...GLOBAL_OPTIONS].map(flagOf))
  return guess === undefined ? undefined : `did you mean ${guess}?`
}

const flagOf = ({ syntax }: OptionSpec): string => flagIn(syntax)

/**
 * The same command line with the flags after the command: `rolecall env --profile dev` for
 * `rolecall --profile dev env`.
 * @returns undefined if it contains no command
 */
function commandFirst({ argv, rest }: TypedLine): string | undefined {
  const at = argv.findIndex((word) => specOf(word) !== undefined)
  const spec = specOf(argv[at])
  if (!spec) return undefined
  const flags = [...spec.options, ...GLOBAL_OPTIONS].map(flagOf)
  const leading = argv.slice(0, at).map((word) => flagOfOtherTool(word, flags) ?? word)
  const [first = ''] = leading
  if (!flags.includes(first.replace(/=.*/s, '')))
    return `rolecall ${spec.name} --help shows what it takes`
  const words = [spec.name, ...leading, ...argv.slice(at + 1), ...rest]
  return `flags go after the command: rolecall ${words.map(shellWord).join(' ')}`
}

/**
 * The same command line with `--` before the other command.
 * @returns undefined if there is no other command, or a flag before it is unknown
 */
function withDashes(
  [name = '', ...argv]: readonly string[],
  spec: CommandSpec,
): string | undefined {
  const options = [...spec.options, ...GLOBAL_OPTIONS]
  const groups = flagWords(argv, options)
  const isProfileFlag = ({ words: [word = ''] }: FlagWords): boolean => /^--profile\b/.test(word)
  const plain = groups.filter(({ isFlag }) => !isFlag)
  const first = plain[groups.some(isProfileFlag) ? 0 : 1]
  const before = groups.slice(0, first && groups.indexOf(first))
  const known = new Set(options.map(flagOf))
  const isUnknown = ({ isFlag, words: [word = ''] }: FlagWords): boolean =>
    isFlag && !known.has(word.split('=', 1)[0] ?? '')
  if (!first || before.some(isUnknown)) return undefined
  const own = before.flatMap(({ words }) => words)
  const words = [name, ...own, '--', ...argv.slice(own.length)]
  return `rolecall ${words.map(shellWord).join(' ')}`
}
