import { UNSAFE_ON_TERMINAL } from '../../core/control-characters.js'

/*
 * The last gate before a terminal
 *
 * Everything that this program writes to a terminal, to stderr or to a prompt passes here. Text
 * from outside (STS, an identity provider, a config file) is sanitised where a message is made;
 * this file holds even if one place forgets it. It lets through what rolecall itself writes, and
 * nothing that moves text elsewhere, changes the title, or makes the terminal answer.
 */

/** Styles (SGR), erasing to the end of the line (EL), and a line that is drawn again. */
const LINE = String.raw`\u001B\[[\d;]*m|\u001B\[K|^\r|\r(?=\n)`

/** What a prompt or a picker needs too: the cursor, erasing, and the second screen. */
const SCREEN = String.raw`${LINE}|\r|\u0007|\u001B\[\d*(?:;\d*)?[A-HJK]|\u001B\[\?(?:25|1049|2004)[hl]`

const UNSAFE = UNSAFE_ON_TERMINAL.source

const filters = {
  line: new RegExp(String.raw`(${LINE}|[\n\t])|${UNSAFE}`, 'g'),
  screen: new RegExp(String.raw`(${SCREEN}|[\n\t])|${UNSAFE}`, 'g'),
}

/** Removes what must not reach a terminal from text in which styles are allowed. */
function safeText(text: string, kind: keyof typeof filters = 'line'): string {
  return text.replace(filters[kind], (_, allowed: string | undefined) => allowed ?? '')
}

/**
 * Puts the gate before this process's stderr, and before stdout if that is a terminal. Into a pipe
 * or a file stdout carries data for programs, and stays as it is. Node's own debug log (NODE_DEBUG)
 * is dropped: it shows the headers of requests, with session tokens and the proxy's password.
 */
export function guardOutput(): void {
  guard(process.stderr, (text) => (isNodeDebugLog(text) ? '' : safeText(text)))
  if (process.stdout.isTTY) guard(process.stdout, (text) => safeText(text))
}

/** Puts the gate before a terminal that a prompt or a picker draws on. */
export function guardScreen(stream: NodeJS.WriteStream): void {
  guard(stream, (text) => safeText(text, 'screen'))
}

function guard(stream: NodeJS.WriteStream, safe: (text: string) => string): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
  stream.write = (data: string | Uint8Array, ...rest: unknown[]) =>
    write(safe(typeof data === 'string' ? data : Buffer.from(data).toString('utf8')), ...rest)
}

/** `HTTP 4711: …`, as `util.debuglog` of Node writes it in one call. */
function isNodeDebugLog(text: string): boolean {
  return process.env['NODE_DEBUG'] !== undefined && /^\S+ \d+: /.test(text)
}
