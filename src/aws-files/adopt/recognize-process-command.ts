const WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g
const NODE = /^node(js)?(\.exe)?$/i
const ROLECALL = /^rolecall(\.(js|cmd|exe|ps1))?$/i

/** Splits a `credential_process` into words, and removes the quotes that a shell would remove. */
export function commandWords(command: string): string[] {
  return (command.match(WORD) ?? []).map((word) => word.replace(/["']/g, ''))
}

/** True if a `credential_process` runs rolecall, by its file name or as the script of node. */
export function callsRolecall(command: string): boolean {
  const words = commandWords(command).map(baseName)
  const program = NODE.test(words[0] ?? '')
    ? words.slice(1).find((word) => !word.startsWith('-'))
    : words[0]
  return ROLECALL.test(program ?? '')
}

/** The last part of a path of any platform: a config file may be shared between machines. */
function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
