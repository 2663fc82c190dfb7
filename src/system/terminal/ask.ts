import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { eraseTyped, withoutEcho } from './hidden-input.js'
import { callerGoneError, watchProcess } from '../process/watch-process.js'
import type { DeviceNames } from './job.js'

/** How a prompt on the terminal behaves. */
export interface AskOptions {
  /** Milliseconds until the prompt times out. */
  timeoutMs: number
  /** True: the terminal does not echo the input. */
  hidden?: boolean
  /** The process that the answer is for: the prompt ends with it. */
  callerPid?: number | undefined
}

/** Implements `Terminal.ask` (terminal.ts). */
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
        // In raw mode, as under a full-screen parent, the terminal does not turn \n into \r\n.
        writeSync(output, lines.map(printable).join('\r\n'))
      }
      if (!options.hidden) return await readLine(input, options, show)
      if (names.input !== '/dev/tty') {
        const typed = await readLine(input, options, show)
        endLine(output)
        return eraseTyped(typed)
      }
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
      // On Unix the stream reads a duplicate; on Windows it has closed the descriptor itself.
      if (names.input === '/dev/tty') closeSync(input)
    }
  } finally {
    closeSync(output)
  }
}

/** Ends the line, so that the next message or the shell's prompt begins on a new one. */
function endLine(output: number): void {
  try {
    writeSync(output, '\r\n')
  } catch {
    // The terminal is gone; the caller throws the error that reports it.
  }
}

/** Opens a new file description: O_NONBLOCK must not affect the parent's streams. */
function openInput(name: string): number {
  if (name !== '/dev/tty') return openSync(name, 'r+')
  const input = openSync(name, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  discardTypeahead(input)
  return input
}

function discardTypeahead(input: number): void {
  const discarded = Buffer.alloc(4096)
  try {
    while (readSync(input, discarded) > 0);
  } catch {
    // EAGAIN: nothing is left. Any other error occurs again at the first read.
  }
}

/** @param show shows the prompt; called after all listeners are in place */
function readLine(
  input: number,
  { timeoutMs, hidden = false, callerPid }: AskOptions,
  show: () => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = new ReadStream(input)
    // A console of Windows echoes in line mode only. Elsewhere `withoutEcho` turns the echo off.
    const isRaw = hidden && process.platform === 'win32'
    if (isRaw) stream.setRawMode(true)
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      stopWatching()
      process.off('SIGINT', interrupted)
      if (isRaw) stream.setRawMode(false)
      stream.destroy()
      settle()
    }
    const fail = (code: 'interrupted' | 'interaction', message: string): void =>
      finish(() => reject(new RolecallError(code, message)))
    const interrupted = (): void => fail('interrupted', 'interrupted')
    const timer = setTimeout(
      () => fail('interaction', 'no answer within the time limit'),
      timeoutMs,
    )

    const stopWatching = watchProcess(callerPid, () => finish(() => reject(callerGoneError())))

    process.on('SIGINT', interrupted)

    let typed = ''
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => {
      typed += chunk
      // \r, Ctrl-C and Ctrl-D are characters only in raw mode, which a parent may have set as well.
      // eslint-disable-next-line no-control-regex -- see above
      const [, line = '', end] = /^([^\r\n\u0003\u0004]*)([\r\n\u0003\u0004])/.exec(typed) ?? []
      if (end === '\r' || end === '\n') finish(() => resolve(line))
      else if (end) interrupted()
    })
    stream.on('end', () => fail('interrupted', 'no answer was given'))
    const gone = (cause: unknown): void =>
      finish(() => reject(new RolecallError('interaction', 'the terminal was closed', { cause })))
    stream.on('error', gone)
    try {
      show()
    } catch (cause) {
      gone(cause)
    }
  })
}
