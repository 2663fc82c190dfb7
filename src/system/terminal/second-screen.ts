import { openSync } from 'node:fs'
import { WriteStream } from 'node:tty'
import type { Host } from '../host.js'
import { beforeInterrupt } from '../process/interrupt.js'
import { hangUp } from './hang-up.js'
import { deviceNames, terminalJob } from './job.js'
import { CLEAR, ENTER, LEAVE, type Resizable } from './screen.js'
import { guardScreen } from './writer.js'

/** The second screen of a terminal, which has no scrollback, for text that must not stay. */
export interface SecondScreen {
  /** Replaces what it shows. The cursor is then on the line below. */
  show: (lines: readonly string[]) => void
  /** @returns columns and lines of the terminal now */
  size: () => { columns: number; rows: number }
  /** Restores what the terminal showed before. A second call does nothing. */
  close: () => void
}

/** Ctrl-C is left to the prompt on the screen, whose caller closes it. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGQUIT']

/**
 * Opens the second screen. The terminal stays in line mode.
 * @returns undefined if this process may not prompt on a terminal, or if it has no second screen
 */
export function openSecondScreen(
  host: Pick<Host, 'platform' | 'pid' | 'env'>,
): SecondScreen | undefined {
  if (!terminalJob(host)?.foreground || host.env['TERM'] === 'dumb') return undefined
  let output: WriteStream
  try {
    output = new WriteStream(openSync(deviceNames(host.platform).output, 'r+'))
  } catch {
    return undefined
  }
  guardScreen(output)
  output.on('error', hangUp)
  output.write(ENTER + CLEAR)
  let isOpen = true
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    stopListening()
    output.write(CLEAR + LEAVE)
    output.destroy()
  }
  const stopListening = beforeInterrupt(close, SIGNALS)
  return {
    show: (lines) => void output.write(CLEAR + lines.map((line) => `${line}\r\n`).join('')),
    size() {
      ;(output as Resizable)._refreshSize()
      const [columns, rows] = output.getWindowSize()
      return { columns, rows }
    },
    close,
  }
}
