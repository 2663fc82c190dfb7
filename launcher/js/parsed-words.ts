import type { CommandSpec, OptionSpec } from '../../src/cli/command-spec.js'
import type { UncheckedArgs } from '../../src/cli/command-types.js'

/**
 * Parses a plain command line by the command's own spec, as the program's parser would.
 * @param words after the command's name
 * @returns undefined for anything else than known flags and words, each once: abbreviations, help,
 * values that look like flags
 */
export function parsedWords(
  spec: CommandSpec,
  words: readonly string[],
): UncheckedArgs | undefined {
  const dashes = words.indexOf('--')
  const own = dashes < 0 ? words : words.slice(0, dashes)
  const rest = dashes < 0 ? [] : words.slice(dashes + 1)
  if (dashes >= 0 && spec.passThrough === undefined) return undefined
  const options: Record<string, unknown> = {}
  const names: string[] = []
  for (let at = 0; at < own.length; at++) {
    const word = own[at] ?? ''
    if (!word.startsWith('-')) {
      names.push(word)
      continue
    }
    const [, flag = '', inWord] = /^(--[a-z][a-z-]*)(?:=(.*))?$/s.exec(word) ?? []
    const option = spec.options.find(({ syntax }) => syntax.split(' ')[0] === flag)
    if (!option) return undefined
    const takesValue = option.syntax.includes(' ')
    const value = takesValue ? (inWord ?? own[++at]) : inWord === undefined && !isNegative(flag)
    if (!isPlain(option, value) || !put(options, option, value)) return undefined
  }
  if (names.some((name) => name === '' || name === 'help')) return undefined
  const args = argsFor(spec, names)
  return args && { name: spec.name, args, rest, options }
}

const isNegative = (flag: string): boolean => flag.startsWith('--no-')

/** `--no-cache=x` and a missing value are errors. */
function isPlain({ syntax, values }: OptionSpec, value: string | boolean | undefined): boolean {
  if (!syntax.includes(' ')) return value === !isNegative(syntax)
  if (typeof value !== 'string' || value === '' || value.startsWith('-')) return false
  return typeof values !== 'object' || values.includes(value)
}

/** @returns false for a second value of an option that has one */
function put(
  options: Record<string, unknown>,
  { syntax, repeatable }: OptionSpec,
  value: string | boolean | undefined,
): boolean {
  const [flag = ''] = syntax.split(' ')
  const words = flag.replace(/^--(no-)?/, '').split('-')
  const name = words.map((word, at) => (at === 0 ? word : capitalised(word))).join('')
  const before = options[name]
  if (before !== undefined && !repeatable) return false
  options[name] = repeatable ? [...((before as string[] | undefined) ?? []), value] : value
  return true
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** @returns undefined if there are too many */
function argsFor(
  { arguments: specs = [] }: CommandSpec,
  names: string[],
): UncheckedArgs['args'] | undefined {
  const [first] = specs
  if (first?.syntax.endsWith('...]')) return [names]
  if (names.length > specs.length) return undefined
  return specs.map((_, at) => names[at])
}
