import { shellWord } from '../core/shell-word.js'
import type { Host } from '../system/host.js'

/**
 * The command line of this process, for a hint that the user can paste. A line that is composed
 * would lose flags: without `--read-only` or `--session` it would do more than was asked for.
 * @param flag that is different: `--context`
 * @param value of the flag; true for one without a value; undefined to leave out both
 */
export function typedCommand(
  { argv }: Pick<Host, 'argv'>,
  flag?: string,
  value?: string | true,
): string {
  const dashes = argv.indexOf('--')
  const own = dashes < 0 ? argv : argv.slice(0, dashes)
  const rest = argv.slice(own.length)
  const kept = own.filter(
    (word, at) =>
      flag === undefined ||
      !(word === flag || word.startsWith(`${flag}=`) || (own[at - 1] === flag && value !== true)),
  )
  const words = [
    'rolecall',
    ...kept,
    ...(flag === undefined ? [] : flagWords(flag, value)),
    ...rest,
  ]
  return words.map(shellWord).join(' ')
}

/** The words of an option. A value that begins with a hyphen would be taken for another option. */
export function flagWords(flag: string, value: string | true | undefined): string[] {
  if (value === undefined) return []
  if (value === true) return [flag]
  return value.startsWith('-') ? [`${flag}=${value}`] : [flag, value]
}
