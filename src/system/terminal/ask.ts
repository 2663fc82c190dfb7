import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import process from 'node:process'
import { ReadStream } from 'node:tty'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { withoutEcho } from './hidden-input.js'
import type { DeviceNames } from './job.js'

export interface AskOptions {
  /** Milliseconds from now. */
  deadlineMs: number
  /** Whether what is typed is shown to nobody. */
  hidden?: boolean
}

/** As `Terminal.ask` promises (terminal.ts). */
export async function ask(
  names: DeviceNames,
  lines: readonly string[],
  options: AskOptions,
): Promise<string> {
  const output = openSync(names.output, 'r+')
  try {
    const input = openInput(names.input)
    try {
      const show = (): void => {
        // A terminal that a full-screen parent keeps raw does not turn \n into \r\n.
        writeSync(output, lines.map(printable).join('\r\n'))
      }
      if (!options.hidden) return await readLine(input, options, show)
      const line = await withoutEcho(output, (hide) =>
        readLine(input, options, () => {
          hide()
          show()
        }),
      )
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
function readLine(input: number, { deadlineMs }: AskOptions, show: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = new ReadStream(input)
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      process.off('SIGINT', interrupted)
      stream.destroy()
      settle()
    }
    const fail = (code: 'interrupted' | 'interaction', message: string): void =>
      finish(() => reject(new RolecallError(code, message)))
    const interrupted = (): void => fail('interrupted', 'interrupted')
    const timer = setTimeout(() => fail('interaction', 'nobody answered in time'), deadlineMs)

    process.on('SIGINT', interrupted)

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
    stream.on('end', () => fail('interrupted', 'no answer was given'))
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
