import process from 'node:process'
import type { ReadStream } from 'node:tty'
import { RolecallError } from '../../core/errors.js'
import { hangUp } from './hangup.js'
import { beforeInterrupt } from '../process/interrupt.js'

/** Milliseconds without another character, after which what ends in a line end is whole. */
const QUIET = 200

/**
 * Long text from a person, up to a line end that nothing follows: what came behind it would be typed into the shell. The line mode of a
 * terminal cuts at 4096 bytes and shows what is typed, so it is switched off before the question is shown; only for a command that a
 * person starts, never for an SDK that may kill us half-way.
 * @returns without white space at both ends
 * @throws RolecallError `interrupted` on Ctrl-C, on Ctrl-D before any text, and on the end of the terminal
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
      terminal.off('data', take)
      terminal.off('end', give)
      settle()
    }
    const give = (): void => finish(() => reject(new RolecallError('interrupted', 'interrupted')))
    const take = (chunk: string | Buffer): void => {
      clearTimeout(quiet)
      pasted += chunk.toString()
      // eslint-disable-next-line no-control-regex -- in raw mode Ctrl-C and Ctrl-D are characters
      const [text = '', end] = pasted.split(/([\u0003\u0004])/)
      const done = (): void => finish(() => resolve(text.trim()))
      if (end === '\u0003' || (end && !text.trim())) give()
      else if (end) done()
      else if (text.trim() && /[\r\n]$/.test(text)) quiet = setTimeout(done, QUIET)
    }
    terminal.on('data', take)
    terminal.on('end', give)
  })
}
