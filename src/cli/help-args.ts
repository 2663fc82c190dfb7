import { COMMANDS } from './command-specs.js'

const ASKS = ['--help', '-h']

/**
 * `help sts assume-role` is `sts assume-role --help`, and `help help` is `--help`. Of a command that there is not, nothing can be explained: its name is
 * refused like any other.
 */
export function argsForCommander(argv: readonly string[]): readonly string[] {
  const [first, ...asked] = argv
  const words = first === 'help' ? [...asked.filter((word) => word !== 'help'), '--help'] : argv
  return isKnownCommand(words) ? words : words.filter((word) => !ASKS.includes(word))
}

function isKnownCommand([word = '-', next = '-']: readonly string[]): boolean {
  if (word.startsWith('-')) return true
  const spec = COMMANDS.find(({ name }) => name === word)
  const isOperation = spec?.subcommands && !next.startsWith('-')
  return isOperation ? spec.subcommands?.some(({ name }) => name === next) === true : !!spec
}
