import { closeSync, openSync } from 'node:fs'
import process from 'node:process'
import type { Key } from 'node:readline'
import { ReadStream, WriteStream } from 'node:tty'
import { hangUp } from './hangup.js'
import type { Host } from '../host.js'
import { beforeInterrupt, onInterrupt } from '../process/interrupt.js'
import { deviceNames, terminalJob, type DeviceNames } from './job.js'

/** The whole terminal for as long as something is being chosen, and as it was before afterwards. */
export interface Screen {
  readonly input: ReadStream
  readonly output: WriteStream
  /** Aborted when somebody ends the process: time to put everything back. */
  readonly signal: AbortSignal
  /** @returns a function that ends the listening */
  onResize(listener: () => void): () => void
  /** Shows what was there before; the modes are those that the prompt library restores. */
  close(): void
}

/** DEC private mode 1049: a second screen without scrollback, and back to the first with its cursor (xterm, "Alternate Screen"). */
const [ENTER, LEAVE, CLEAR] = ['\u001B[?1049h', '\u001B[?1049l', '\u001B[2J\u001B[H']

const SHOW_CURSOR = '\u001B[?25h'

/** @returns undefined where there is no terminal that we may read */
export function openScreen(host: Pick<Host, 'platform' | 'pid'>): Screen | undefined {
  if (!terminalJob(host)?.foreground) return undefined
  const streams = openStreams(deviceNames(host.platform))
  if (!streams) return undefined
  const { input, output } = streams
  const ending = new AbortController()
  // Node itself follows the size of its standard streams only.
  const followSize = (): void => (output as Resizable)._refreshSize()
  process.on('SIGWINCH', followSize)
  // A prompt library ends the stream that it drew on, and LEAVE is still to be written.
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

/** What Node calls on its standard output at SIGWINCH; there is no public name for it. */
interface Resizable extends WriteStream {
  _refreshSize(): void
}

/** The terminal for prompts that leave what is on it, in whatever way they end. @returns undefined where there is none that we may read */
export function openPromptStreams(host: Pick<Host, 'platform' | 'pid'>) {
  if (!terminalJob(host)?.foreground) return undefined
  const streams = openStreams(deviceNames(host.platform))
  if (!streams) return undefined
  const { input, output } = streams
  // A prompt library ends the stream that it drew on, and the next prompt draws on it too.
  output.end = () => output
  // It takes Node's own care of the terminal's modes away.
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

/** @returns aborted by Ctrl-D at an empty line: readline reads no more then, and a prompt of the library would stay for ever */
function endOfInput(input: ReadStream): AbortSignal {
  const end = new AbortController()
  input.on('keypress', (_, { ctrl, name }: Key) => {
    // Readline itself may not have seen the key yet.
    if (ctrl && name === 'd') queueMicrotask(() => input.isPaused() && end.abort())
  })
  return end.signal
}

function openStreams(names: DeviceNames) {
  let descriptor: number | undefined
  try {
    descriptor = openSync(names.output, 'r+')
    const output = new WriteStream(descriptor)
    const input = new ReadStream(openSync(names.input, 'r+'))
    // The prompt library's readline hears of it too, and would throw.
    for (const stream of [input, output]) stream.on('error', hangUp)
    return { input, output }
  } catch {
    if (descriptor !== undefined) closeSync(descriptor)
    return undefined
  }
}
