import { RolecallError } from '../../core/errors.js'

/** What no shell and no SDK takes for anything but itself. Windows paths need the backslash, which elsewhere is an escape. */
const PLAIN = { posix: /[^\w\u00A0-\uFFFF.@/:+,=-]+/g, windows: /[^\w\u00A0-\uFFFF.@/:+,=\\-]+/g }

/**
 * What is an escape, a variable or a quote somewhere even within quotes, and what no line of an AWS
 * file holds.
 */
// eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
const HOSTILE = { posix: /["$`\\\u0000-\u001F\u007F]/, windows: /["$`%\u0000-\u001F\u007F]/ }

/**
 * A command as `credential_process` takes it: some SDKs hand it to a shell, some split it themselves,
 * some cut it at a `#` after a blank, and Go's takes away quotes around the whole (contracts §1.5). So
 * only what needs quotes gets them, within the word: `--profile a" "b`. A value that neither
 * begins with a quote nor holds a `#` after a blank is read the same by all.
 * @throws RolecallError for a word that cannot be written so
 */
export function portableCommand(words: readonly string[], platform: NodeJS.Platform): string {
  const dialect = platform === 'win32' ? 'windows' : 'posix'
  return words
    .map((word) => {
      if (word !== '' && !HOSTILE[dialect].test(word) && !/(^|\s)[#;]|^\s|\s$/.test(word)) {
        return word.replace(PLAIN[dialect], (run) => `"${run}"`)
      }
      const what = `${word} cannot be written so that every SDK reads it`
      throw new RolecallError('config', `in credential_process, ${what}`, {
        hint: 'give the profile, or the folder that rolecall is installed in, a plainer name',
      })
    })
    .join(' ')
}
