const WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g
const NODE = /^node(js)?(\.exe)?$/i
const ROLECALL = /^rolecall(\.(js|cmd|exe|ps1))?$/i

/** The words of a `credential_process`, with the quotes that a shell would take away taken away. */
export function commandWords(command: string): string[] {
  return (command.match(WORD) ?? []).map((word) => word.replace(/["']/g, ''))
}

/**
 * Whether a `credential_process` starts rolecall: by its file name, or as the script that node is
 * given.
 */
export function callsRolecall(command: string): boolean {
  const words = commandWords(command).map(baseName)
  const program = NODE.test(words[0] ?? '')
    ? words.slice(1).find((word) => !word.startsWith('-'))
    : words[0]
  return ROLECALL.test(program ?? '')
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
