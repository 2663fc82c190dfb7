import { COMMANDS } from '../commands.js'

const HELP_FLAGS = ['--help', '-h']

/**
 * Rewrites `help sts assume-role` to `sts assume-role --help`, and `help help` to `--help`. For an
 * unknown command `--help` is dropped, so that commander reports the unknown name.
 */
export function argsForCommander(argv: readonly string[]): readonly string[] {
  const [first, ...topic] = argv
  const args = first === 'help' ? [...topic.filter((word) => word !== 'help'), '--help'] : argv
  return isKnownCommand(args) ? args : args.filter((word) => !HELP_FLAGS.includes(word))
}

/** True also for a command line that starts with a flag. */
function isKnownCommand([word = '-', next = '-']: readonly string[]): boolean {
  if (word.startsWith('-')) return true
  const spec = COMMANDS.find(({ name }) => name === word)
  if (!spec?.subcommands || next.startsWith('-')) return spec !== undefined
  return spec.subcommands.some(({ name }) => name === next)
}
