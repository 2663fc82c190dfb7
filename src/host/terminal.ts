import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import process from 'node:process'
import { ReadStream } from 'node:tty'
import { RolecallError } from '../core/errors.js'
import { printable } from '../core/text.js'
import type { Host } from './host.js'
import { withoutEcho } from './no-echo.js'
import { terminalJob } from './terminal-job.js'

/*
 * The rules of the terminal
 *
 * - It is opened by its own name. Standard input and output belong to whoever started us, often an SDK that
 *   captures one and never closes the other (contracts §1.1).
 * - Its modes are never changed: an SDK that loses patience kills us without warning, and a terminal
 *   left in raw mode is dead to the person. The echo alone is off while a passphrase is typed (no-echo.ts),
 *   which is asked for by no program that an SDK starts.
 * - What was typed before the question is thrown away, as by getpass(3): a newline meant for another
 *   program is no answer. (A line that was begun and not finished stays in the kernel, and is edited further.)
 * - Reading blocks neither a deadline nor process.exit().
 */

export interface AskOptions {
  /** Milliseconds from now. */
  deadlineMs: number
  signal?: AbortSignal | undefined
  /** Whether what is typed is shown to nobody. */
  hidden?: boolean
}

export interface Terminal {
  /** Names the terminal among those of this machine. */
  readonly id: string
  /**
   * Shows the lines, made harmless, and reads one back.
   * @param lines the cursor stays behind the last one
   * @returns what was typed, without the end of line
   * @throws RolecallError `interrupted` on Ctrl-C, Ctrl-D and abort; `interaction` when time is up or the terminal is gone
   */
  ask(lines: readonly string[], options: AskOptions): Promise<string>
  /** Shows a line, made harmless. */
  tell(line: string): void
}

/** @returns undefined where there is no terminal, or one that other programs are using and we may not read */
export function openTerminal(host: Pick<Host, 'platform' | 'pid'>): Terminal | undefined {
  const job = terminalJob(host)
  if (!job?.foreground) return undefined
  const names = deviceNames(host.platform)
  try {
    closeSync(openSync(names.output, 'r+'))
  } catch {
    return undefined
  }
  return {
    id: job.terminal,
    ask: (lines, options) => ask(names, lines, options),
    tell: (line) => tell(names, line),
  }
}

/** The terminal for both directions, for a child's standard streams. The caller closes it. */
export function openTerminalDescriptor(host: Pick<Host, 'platform' | 'pid'>): number | undefined {
  if (host.platform === 'win32' || !terminalJob(host)?.foreground) return undefined
  try {
    return openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return undefined
  }
}

export interface DeviceNames {
  input: string
  output: string
}

/** What the terminal is called when it is opened. */
export function deviceNames(platform: NodeJS.Platform): DeviceNames {
  return platform === 'win32'
    ? { input: '\\\\.\\CONIN$', output: '\\\\.\\CONOUT$' }
    : { input: '/dev/tty', output: '/dev/tty' }
}

function tell(names: DeviceNames, line: string): void {
  const output = openSync(names.output, 'r+')
  try {
    // A terminal that a full-screen parent keeps raw does not turn \n into \r\n.
    writeSync(output, `${printable(line)}\r\n`)
  } finally {
    closeSync(output)
  }
}

async function ask(
  names: DeviceNames,
  lines: readonly string[],
  options: AskOptions,
): Promise<string> {
  const output = openSync(names.output, 'r+')
  try {
    const input = openInput(names.input)
    try {
      const read = (): Promise<string> =>
        readLine(input, options, () => {
          // A terminal that a full-screen parent keeps raw does not turn \n into \r\n.
          writeSync(output, lines.map(printable).join('\r\n'))
        })
      if (!options.hidden) return await read()
      const line = await withoutEcho(output, read)
      endLine(output)
      return line
    } catch (error) {
      endLine(output)
      throw error
    } finally {
      // Unix streams read a duplicate; on Windows the stream has closed the very one it was given.
      if (names.input === '/dev/tty') closeSync(input)
    }
  } finally {
    closeSync(output)
  }
}

/** What follows, a message or the shell's prompt, begins on a line of its own. */
function endLine(output: number): void {
  try {
    writeSync(output, '\r\n')
  } catch {
    // The terminal is gone, and the error that is on its way says so.
  }
}

/** A file description of our own: non-blocking here leaves the parent's streams as they are. */
function openInput(name: string): number {
  if (name !== '/dev/tty') return openSync(name, 'r+')
  const input = openSync(name, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  discardTypeahead(input)
  return input
}

function discardTypeahead(input: number): void {
  const waste = Buffer.alloc(4096)
  try {
    while (readSync(input, waste) > 0);
  } catch {
    // EAGAIN: nothing is left. Anything worse comes up again at the first real read.
  }
}

/** @param show puts up the question, once everything that may end it is listened to */
function readLine(
  input: number,
  { deadlineMs, signal }: AskOptions,
  show: () => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = new ReadStream(input)
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      process.off('SIGINT', interrupted)
      signal?.removeEventListener('abort', interrupted)
      stream.destroy()
      settle()
    }
    const fail = (code: 'interrupted' | 'interaction', message: string): void =>
      finish(() => reject(new RolecallError(code, message)))
    const interrupted = (): void => fail('interrupted', 'interrupted')
    const timer = setTimeout(() => fail('interaction', 'nobody answered in time'), deadlineMs)

    process.on('SIGINT', interrupted)
    signal?.addEventListener('abort', interrupted)
    if (signal?.aborted) return interrupted()

    let typed = ''
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => {
      typed += chunk
      // \r, Ctrl-C and Ctrl-D arrive as characters only from a terminal that a parent keeps raw.
      // eslint-disable-next-line no-control-regex -- see above
      const [, line = '', end] = /^([^\r\n\u0003\u0004]*)([\r\n\u0003\u0004])/.exec(typed) ?? []
      if (end === '\r' || end === '\n') finish(() => resolve(line))
      else if (end) interrupted()
    })
    stream.on('end', () => fail('interrupted', 'no code was given'))
    const gone = (cause: unknown): void =>
      finish(() => reject(new RolecallError('interaction', 'the terminal is gone', { cause })))
    stream.on('error', gone)
    try {
      show()
    } catch (cause) {
      gone(cause)
    }
  })
}
