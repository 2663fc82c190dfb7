import { closeSync, openSync } from 'node:fs'
import type { Key } from 'node:readline'
import { ReadStream, WriteStream } from 'node:tty'
import type { Host } from '../host.js'
import { beforeInterrupt, onInterrupt } from '../process/interrupt.js'
import { hangUp } from './hang-up.js'
import { guardScreen } from './writer.js'
import { deviceNames, terminalJob, type DeviceNames } from './job.js'

/** A full-screen terminal for a picker; closing it restores what the terminal showed before. */
export interface Screen {
  readonly input: ReadStream
  readonly output: WriteStream
  /**
   * Aborted by a signal that is to end the process, so that the picker can restore the terminal.
   */
  readonly signal: AbortSignal
  /** Clears the screen and calls `listener` on a resize. @returns a function that stops that */
  onResize: (listener: () => void) => () => void
  /** Restores the previous screen; the prompt library restores the terminal's modes. */
  close: () => void
}

/**
 * DEC private mode 1049: switches to a second screen without scrollback, and back to the first with
 * its cursor (xterm, "Alternate Screen").
 */
export const [ENTER, LEAVE, CLEAR] = [
  '\u001B[?1049h',
  '\u001B[?1049l',
  '\u001B[2J\u001B[H',
] as const

const SHOW_CURSOR = '\u001B[?25h'

/** Opens the terminal for a picker. @returns undefined if this process may not read a terminal */
export function openScreen(host: Pick<Host, 'platform' | 'pid'>): Screen | undefined {
  if (!terminalJob(host)?.foreground) return undefined
  const streams = openStreams(deviceNames(host.platform))
  if (!streams) return undefined
  const { input, output } = streams
  const ending = new AbortController()
  // Node follows the size of its standard streams only.
  const followSize = (): void => (output as Resizable)._refreshSize()
  process.on('SIGWINCH', followSize)
  // The prompt library ends the output stream, but LEAVE has yet to be written.
  output.end = () => output
  const stopListening = onInterrupt(() => ending.abort())
  output.write(ENTER + CLEAR)
  return {
    input,
    output,
    signal: ending.signal,
    onResize(listener) {
      const redraw = (): void => {
        output.write(CLEAR)
        listener()
      }
      output.on('resize', redraw)
      return () => output.off('resize', redraw)
    },
    close() {
      process.off('SIGWINCH', followSize)
      stopListening()
      output.write(LEAVE)
      input.destroy()
      output.destroy()
    },
  }
}

/** The method that Node calls on its standard output at SIGWINCH; it has no public equivalent. */
export interface Resizable extends WriteStream {
  _refreshSize: () => void
}

/** The terminal for the prompt library. */
export interface PromptStreams {
  input: ReadStream
  output: WriteStream
  /** Aborted by Ctrl-D on an empty line. */
  signal: AbortSignal
  close: () => void
}

/**
 * Opens the terminal for line prompts, which leave the screen's content in place.
 * @returns undefined if this process may not read a terminal
 */
export function openPromptStreams(host: Pick<Host, 'platform' | 'pid'>): PromptStreams | undefined {
  if (!terminalJob(host)?.foreground) return undefined
  const streams = openStreams(deviceNames(host.platform))
  if (!streams) return undefined
  const { input, output } = streams
  // The prompt library ends the output stream, but the next prompt uses it too.
  output.end = () => output
  // The prompt library disables Node's own reset of the terminal's modes at the exit.
  const stopListening = beforeInterrupt(() => {
    input.setRawMode(false)
    output.write(`${SHOW_CURSOR}\r\n`)
  })
  const close = (): void => {
    stopListening()
    input.destroy()
    output.destroy()
  }
  return { input, output, signal: endOfInput(input), close }
}

/**
 * Aborted by Ctrl-D on an empty line: readline then stops reading, and the library's prompt would
 * wait for ever.
 */
function endOfInput(input: ReadStream): AbortSignal {
  const end = new AbortController()
  input.on('keypress', (_, { ctrl, name }: Key) => {
    // Readline may handle the key after this listener.
    if (ctrl && name === 'd') queueMicrotask(() => input.isPaused() && end.abort())
  })
  return end.signal
}

function openStreams(names: DeviceNames): { input: ReadStream; output: WriteStream } | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(names.output, 'r+')
    const output = new WriteStream(descriptor)
    guardScreen(output)
    const input = new ReadStream(openSync(names.input, 'r+'))
    // The prompt library's readline gets the error as well, and would throw.
    for (const stream of [input, output]) stream.on('error', hangUp)
    return { input, output }
  } catch {
    if (descriptor !== undefined) closeSync(descriptor)
    return undefined
  }
}
