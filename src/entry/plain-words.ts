/** A command line without any option that changes the plan or the store. */
export interface PlainWords {
  profile?: string
  /** As typed; the caller checks it. */
  format?: string
  /** The command after `--`. */
  rest: readonly string[]
}

/** Options that take a value, by their flags. */
const FLAGS: Readonly<Record<string, 'profile' | 'format' | undefined>> = {
  '--profile': 'profile',
  '--format': 'format',
}

/**
 * Parses `dev`, `--profile dev`, `--format=fish` and `-- CMD`, without the parser of the full
 * program.
 * @param args the words after the command's name
 * @returns undefined if there is anything else, or anything twice
 */
export function plainWords(args: readonly string[]): PlainWords | undefined {
  const dashes = args.indexOf('--')
  const own = dashes < 0 ? args : args.slice(0, dashes)
  const words: PlainWords = { rest: dashes < 0 ? [] : args.slice(dashes + 1) }
  for (let at = 0; at < own.length; at++) {
    const word = own[at] ?? ''
    const [, flag, inWord] = /^(--[a-z]+)(?:=(.*))?$/s.exec(word) ?? []
    const name = flag === undefined ? 'profile' : FLAGS[flag]
    const value = flag === undefined ? word : (inWord ?? own[++at] ?? '')
    if (name === undefined || words[name] !== undefined) return undefined
    if (value === '' || value.startsWith('-')) return undefined
    words[name] = value
  }
  return words
}
