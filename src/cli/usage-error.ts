import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import { commandOfOtherTool, flagOfOtherTool } from './foreign-names.js'
import { COMMANDS } from './command-specs.js'
import type { CommandSpec } from './spec.js'

/**
 * What commander could not parse, in rolecall's voice.
 * @param argv the words before `--`
 */
export function usageError(
  { code, message }: { code: string; message: string },
  argv: readonly string[],
): RolecallError {
  const spec = COMMANDS.find(({ name }) => name === argv[0])
  const isForeign = code === 'commander.excessArguments' || code === 'commander.unknownOption'
  const corrected = isForeign && spec?.passThrough ? withDashes(argv) : undefined
  if (corrected !== undefined) {
    return new RolecallError('usage', 'the command to run goes after --', { hint: corrected })
  }
  const [what = '', ...more] = message.replace(/^error: /, '').split('\n')
  const [, guess] = /\(Did you mean (.*)\?\)/.exec(more.join(' ')) ?? []
  const [, flag] = /^unknown option '(.*)'$/.exec(what) ?? []
  return new RolecallError('usage', withoutNumbers(what), { hint: hintFor(argv, flag, guess) })
}

/** Commander counts; a person wants to know what there is room for. */
function withoutNumbers(what: string): string {
  const [, command, room] = /^too many arguments for '(.*)'. Expected (\d+)/.exec(what) ?? []
  if (command === undefined) return what
  return `too many arguments for ${command}, which takes ${room === '0' ? 'none' : 'one'}`
}

/** @param flag that is not known */
function hintFor(
  argv: readonly string[],
  flag: string | undefined,
  guess: string | undefined,
): string {
  const [word = '', next] = argv
  const spec = COMMANDS.find(({ name }) => name === word)
  const behind = argv.map((each) => COMMANDS.find(({ name }) => name === each)).find(Boolean)
  if (word.startsWith('-') && behind) {
    return `flags go behind the command: rolecall ${behind.name} ${flagOfOtherTool(word, flagsOf(behind)) ?? word}`
  }
  const ours = spec ? flag && flagOfOtherTool(flag, flagsOf(spec)) : commandOfOtherTool(word)
  if (ours !== undefined) return `here it is ${spec ? ours : `rolecall ${ours}`}`
  if (guess !== undefined) return `did you mean ${guess}?`
  if (!spec) return 'rolecall --help lists the commands'
  const operation = spec.subcommands?.find(({ name }) => name === next)
  return `rolecall ${word}${operation ? ` ${operation.name}` : ''} --help says what it takes`
}

const flagsOf = ({ options }: CommandSpec): string[] =>
  options.map(({ syntax }) => syntax.split(' ')[0] ?? '')

/** @returns the same words with `--` before those of the other command; undefined where a flag in front hides which those are */
function withDashes([command, profile, ...rest]: readonly string[]): string | undefined {
  const [file = '-'] = rest
  if (profile === undefined || profile.startsWith('-') || file.startsWith('-')) return undefined
  const words = [command ?? '', profile, '--', ...rest]
  return `rolecall ${words.map(shellWord).join(' ')}`
}
