import { baseName } from '../../core/script-of.js'

const NODE = /^(node(js)?|bun|deno)(\.exe)?$/i
const ROLECALL = /^rolecall(\.(c?js|cmd|exe|ps1))?$/i

/** A `credential_process` that runs rolecall. */
interface RolecallCommand {
  /** The words that start rolecall: `rolecall`, or `node` and its script. */
  program: string[]
  /** The words after them: `process`, `--profile`, a name. */
  args: string[]
  /** Where the first of {@link args} starts in the command. */
  argsAt: number
}

/**
 * Recognises a `credential_process` that runs rolecall, by its file name or as the script of Node.
 * The words are those of a POSIX shell; if they do not name rolecall, those of Windows. A command
 * that sets variables first, as `env` does, is another tool's: it may use other files.
 */
export function parseRolecallCommand(command: string): RolecallCommand | undefined {
  if (!/rolecall|["'\\]/i.test(command)) return undefined
  return rolecallIn(splitWords(command, POSIX)) ?? rolecallIn(splitWords(command, WINDOWS))
}

/** True if a `credential_process` runs rolecall. */
export function callsRolecall(command: string): boolean {
  return parseRolecallCommand(command) !== undefined
}

/**
 * True if a `credential_process` runs aws-vault or granted for this key: `aws-vault export jane`,
 * `granted credential-process --profile=jane`. For another name it returns other credentials.
 */
export function runsToolFor(
  command: string,
  { tool, name }: { tool: string; name: string },
): boolean {
  const [, ...args] = splitWords(command, POSIX).map(({ text }) => text)
  return (
    runsTool(command, tool) && args.some((word) => word === name || word === `--profile=${name}`)
  )
}

/** True if a `credential_process` runs this program. */
export function runsTool(command: string, tool: string): boolean {
  const [program] = splitWords(command, POSIX)
  return baseName(program?.text ?? '').replace(/\.exe$/i, '') === tool
}

function rolecallIn(words: readonly Word[]): RolecallCommand | undefined {
  const isScript = NODE.test(baseName(words[0]?.text ?? ''))
  const at = isScript ? words.findIndex(({ text }, index) => index > 0 && !text.startsWith('-')) : 0
  if (!ROLECALL.test(baseName(words[at]?.text ?? ''))) return undefined
  const textOf = ({ text }: Word): string => text
  const args = words.slice(at + 1)
  return {
    program: words.slice(0, at + 1).map(textOf),
    args: args.map(textOf),
    argsAt: args[0]?.start ?? Infinity,
  }
}

interface Word {
  text: string
  /** Offset of its first character, quotes included. */
  start: number
}

/**
 * Parts of a word, as shells and SDKs split them: in groups the text within double quotes, within
 * single quotes, after a backslash, and plain.
 */
const POSIX = /"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])|([^\s"'\\]+|["'\\])/y
/** On Windows a backslash is part of a path, and single quotes are ordinary characters. */
const WINDOWS = /"([^"]*)"|(?!)()|(?!)()|([^\s"]+|")/y

function splitWords(command: string, part: RegExp): Word[] {
  const words: Word[] = []
  let isInside = false
  for (let at = 0; at < command.length; at = part.lastIndex) {
    part.lastIndex = at
    const match = part.exec(command)
    if (!match) {
      isInside = false
      part.lastIndex = at + 1
      continue
    }
    const [, double, single, escaped, plain] = match
    const inDouble = part === POSIX ? double?.replace(/\\(["\\$`])/g, '$1') : double
    const text = inDouble ?? single ?? escaped ?? plain ?? ''
    const last = words.at(-1)
    if (isInside && last) last.text += text
    else words.push({ text, start: at })
    isInside = true
  }
  return words
}
