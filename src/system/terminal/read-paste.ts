import type { ReadStream } from 'node:tty'
import { RolecallError } from '../../core/errors.js'
import { beforeInterrupt } from '../process/interrupt.js'
import { hangUp } from './hang-up.js'

/** A paste that ends in a line end is complete after this time without input. */
const QUIET_MS = 200

/**
 * Reads a long pasted text without showing it, up to a line end and a pause: the shell would get
 * any later input. Uses raw mode, since a terminal in line mode cuts lines at 4096 bytes. Not for a
 * helper that an SDK may kill, because SIGKILL would leave raw mode on.
 * @param question shows the prompt; called in raw mode
 * @returns the text, trimmed
 * @throws RolecallError 'interrupted' on Ctrl-C, on Ctrl-D before any text, or if the terminal ends
 */
export async function readPaste(terminal: ReadStream, question: () => void): Promise<string> {
  const restore = (): void => void terminal.setRawMode(false)
  const stopListening = beforeInterrupt(restore)
  terminal.on('error', hangUp)
  terminal.setRawMode(true)
  process.once('exit', restore)
  try {
    question()
    return await readText(terminal)
  } finally {
    stopListening()
    restore()
    process.off('exit', restore)
    terminal.off('error', hangUp)
    terminal.pause()
  }
}

function readText(terminal: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let pasted = ''
    let quiet: NodeJS.Timeout | undefined
    const finish = (settle: () => void): void => {
      clearTimeout(quiet)
      terminal.off('data', append)
      terminal.off('end', cancel)
      settle()
    }
    const cancel = (): void => finish(() => reject(new RolecallError('interrupted', 'interrupted')))
    const append = (chunk: string | Buffer): void => {
      clearTimeout(quiet)
      pasted += chunk.toString()
      // eslint-disable-next-line no-control-regex -- in raw mode Ctrl-C and Ctrl-D are characters
      const [text = '', end] = pasted.split(/([\u0003\u0004])/)
      const done = (): void => finish(() => resolve(text.trim()))
      if (end === '\u0003' || (end && !text.trim())) cancel()
      else if (end) done()
      else if (text.trim() && /[\r\n]$/.test(text)) quiet = setTimeout(done, QUIET_MS)
    }
    terminal.on('data', append)
    terminal.on('end', cancel)
  })
}
