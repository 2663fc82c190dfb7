import { CONTROL } from '../../core/control-characters.js'
import { RolecallError } from '../../core/errors.js'

/**
 * Runs of characters that need quotes. On Windows, a backslash is part of a path; elsewhere it is
 * an escape. The C runtime of Windows reads a backslash before a quote as an escape, and two quotes
 * in a row as one character. So a run there begins with any backslashes before its characters, and
 * never ends with one.
 */
const NEEDS_QUOTES = {
  posix: /[^\w\u00A0-\uFFFF.@/:+,=-]+/g,
  windows: /(?:\\*[^\w\u00A0-\uFFFF.@/:+,=\\-])+/g,
}

/** Characters that some parser treats as an escape, a variable or a quote even within quotes. */
const UNQUOTABLE = { posix: /["$`\\]/, windows: /["$`%]/ }

/**
 * The `credential_process` command that `adopt` writes: `rolecall process --profile NAME`.
 * @param program the words that start rolecall
 * @throws RolecallError 'config' for a word that cannot be quoted
 */
export function processCommand(
  program: readonly string[],
  profile: string,
  platform: NodeJS.Platform,
): string {
  return quotedWords([...program, 'process', '--profile', profile], platform)
}

/**
 * Quotes the words of a command for `credential_process`. Some SDKs run it in a shell, some split
 * it themselves, some cut it at a `#` after a blank. The Go SDK removes quotes around the value
 * (docs/contracts.md §1.5). Therefore only the characters that need quotes get them, within the
 * word: `--profile a" "b`. All parsers read a value the same if it does not start with a quote or
 * contain a `#` after a blank.
 * @throws RolecallError 'config' for a word that cannot be quoted so
 */
export function quotedWords(words: readonly string[], platform: NodeJS.Platform): string {
  const dialect = platform === 'win32' ? 'windows' : 'posix'
  return words
    .map((word) => {
      if (isQuotable(word, dialect)) return word.replace(NEEDS_QUOTES[dialect], (run) => `"${run}"`)
      const what = `${word} cannot be written so that every SDK reads it`
      throw new RolecallError('config', `in credential_process, ${what}`, {
        hint: "rename the profile, or rolecall's installation folder, to a name without special characters",
      })
    })
    .join(' ')
}

function isQuotable(word: string, dialect: keyof typeof UNQUOTABLE): boolean {
  if (word === '' || CONTROL.test(word) || UNQUOTABLE[dialect].test(word)) return false
  return !/(^|\s)[#;]|^\s|\s$/.test(word)
}
