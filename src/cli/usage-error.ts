import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import { COMMANDS } from './specs/all.js'

/** What other tools call it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  add: 'configure',
  assume: 'use',
  clear: 'logout',
  'credential-process': 'process',
  export: 'env',
  ls: 'list',
  run: 'exec',
  shell: 'exec',
  switch: 'use',
  unset: 'use --unset',
  version: '--version',
}

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
  return new RolecallError('usage', what, { hint: hintFor(argv, guess) })
}

function hintFor([word = '', next]: readonly string[], guess: string | undefined): string {
  if (Object.hasOwn(ELSEWHERE, word)) return `here it is rolecall ${ELSEWHERE[word]}`
  if (guess !== undefined) return `did you mean ${guess}?`
  const spec = COMMANDS.find(({ name }) => name === word)
  if (!spec) return 'rolecall --help lists the commands'
  const operation = spec.subcommands?.find(({ name }) => name === next)
  return `rolecall ${word}${operation ? ` ${operation.name}` : ''} --help says what it takes`
}

/** @returns the same words with `--` before those of the other command; undefined where a flag in front hides which those are */
function withDashes([command, profile, ...rest]: readonly string[]): string | undefined {
  const [file = '-'] = rest
  if (profile === undefined || profile.startsWith('-') || file.startsWith('-')) return undefined
  const words = [command ?? '', profile, '--', ...rest]
  return `rolecall ${words.map(shellWord).join(' ')}`
}
