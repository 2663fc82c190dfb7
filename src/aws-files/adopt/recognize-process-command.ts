/** Words with quotes and, in the POSIX form, with backslash escapes (docs/contracts.md §1.1). */
const POSIX_WORD = /(?:"(?:\\[^]|[^"\\])*"|'[^']*'|\\[^]|[^\s"'\\])+/g
const WINDOWS_WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g
const NODE = /^node(js)?(\.exe)?$/i
const ROLECALL = /^rolecall(\.(js|cmd|exe|ps1))?$/i

/**
 * Splits a `credential_process` into words as the shell and the SDKs do: a backslash escapes the
 * character after it. In the path of a Windows program it is a separator, so a command that only
 * runs rolecall if it is read so is split as on Windows.
 */
export function commandWords(command: string): string[] {
  const words = posixWords(command)
  if (runsRolecall(words)) return words
  const ofWindows = windowsWords(command)
  return runsRolecall(ofWindows) ? ofWindows : words
}

/** True if a `credential_process` runs rolecall, by its file name or as the script of node. */
export function callsRolecall(command: string): boolean {
  return runsRolecall(commandWords(command))
}

function posixWords(command: string): string[] {
  return (command.match(POSIX_WORD) ?? []).map((word) =>
    word.replace(
      /"((?:\\[^]|[^"\\])*)"|'([^']*)'|\\([^])/g,
      (_, double?: string, single?: string, escaped?: string) =>
        double?.replace(/\\(["$`\\])/g, '$1') ?? single ?? escaped ?? '',
    ),
  )
}

function windowsWords(command: string): string[] {
  return (command.match(WINDOWS_WORD) ?? []).map((word) => word.replace(/["']/g, ''))
}

function runsRolecall(words: readonly string[]): boolean {
  const names = words.map(baseName)
  const program = NODE.test(names[0] ?? '')
    ? names.slice(1).find((name) => !name.startsWith('-'))
    : names[0]
  return ROLECALL.test(program ?? '')
}

/** The last part of a path of any platform: a config file may be shared between machines. */
function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
