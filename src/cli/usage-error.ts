import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import { COMMANDS } from './commands.js'
import { commandOfOtherTool, flagOfOtherTool } from './foreign-names.js'
import { flagIn } from './parse-options.js'
import type { CommandSpec } from './command-spec.js'

/**
 * Commander's error as a RolecallError, with a hint that corrects the command line.
 * @param argv the words before `--`
 */
export function usageError(
  { code, message }: { code: string; message: string },
  argv: readonly string[],
): RolecallError {
  const spec = COMMANDS.find(({ name }) => name === argv[0])
  const mayBeCommand = code === 'commander.excessArguments' || code === 'commander.unknownOption'
  const corrected = mayBeCommand && spec?.passThrough ? withDashes(argv) : undefined
  if (corrected !== undefined) {
    return new RolecallError('usage', 'the command to run goes after --', { hint: corrected })
  }
  const [what = '', ...more] = message.replace(/^error: /, '').split('\n')
  const [, guess] = /\(Did you mean (.*)\?\)/.exec(more.join(' ')) ?? []
  const [, flag] = /^unknown option '(.*)'$/.exec(what) ?? []
  return new RolecallError('usage', withoutCounts(what), { hint: hintFor(argv, flag, guess) })
}

/** Replaces commander's counts of arguments by how many the command takes. */
function withoutCounts(what: string): string {
  const [, command, expected] = /^too many arguments for '(.*)'. Expected (\d+)/.exec(what) ?? []
  if (command === undefined) return what
  return `too many arguments for ${command}, which takes ${expected === '0' ? 'none' : 'one'}`
}

/** @param flag the unknown flag, if that is the error */
function hintFor(
  argv: readonly string[],
  flag: string | undefined,
  guess: string | undefined,
): string {
  const [word = '', next] = argv
  const spec = COMMANDS.find(({ name }) => name === word)
  const later = argv.map((each) => COMMANDS.find(({ name }) => name === each)).find(Boolean)
  if (word.startsWith('-') && later) {
    const own = flagOfOtherTool(word, flagsOf(later)) ?? word
    return `flags go after the command: rolecall ${later.name} ${own}`
  }
  const own = spec ? flag && flagOfOtherTool(flag, flagsOf(spec)) : commandOfOtherTool(word)
  if (own !== undefined) return `in rolecall this is ${spec ? own : `rolecall ${own}`}`
  if (guess !== undefined) return `did you mean ${guess}?`
  if (!spec) return 'rolecall --help lists the commands'
  const operation = spec.subcommands?.find(({ name }) => name === next)
  return `rolecall ${word}${operation ? ` ${operation.name}` : ''} --help shows what it takes`
}

const flagsOf = ({ options }: CommandSpec): string[] => options.map(({ syntax }) => flagIn(syntax))

/**
 * The same command line with `--` before the other command.
 * @returns undefined if a flag in front makes it unclear where that command starts
 */
function withDashes([command, profile, ...rest]: readonly string[]): string | undefined {
  const [file = '-'] = rest
  if (profile === undefined || profile.startsWith('-') || file.startsWith('-')) return undefined
  const words = [command ?? '', profile, '--', ...rest]
  return `rolecall ${words.map(shellWord).join(' ')}`
}
