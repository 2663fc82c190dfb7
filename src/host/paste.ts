import process from 'node:process'
import type { ReadStream } from 'node:tty'
import { RolecallError } from '../core/errors.js'

/**
 * One long line from a person. The line mode of a terminal cuts at 4096 bytes and shows what is
 * typed, so it is switched off before the question is shown; only for a command that a person
 * starts, never for an SDK that may kill us half-way.
 * @throws RolecallError `interrupted` on Ctrl-C, Ctrl-D on an empty line, and the end of the
 * terminal
 */
export async function readPaste(terminal: ReadStream, question: () => void): Promise<string> {
  const restore = (): void => void terminal.setRawMode(false)
  terminal.setRawMode(true)
  process.once('exit', restore)
  try {
    question()
    return await readLine(terminal)
  } finally {
    restore()
    process.off('exit', restore)
    terminal.pause()
  }
}

function readLine(terminal: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const finish = (settle: () => void): void => {
      terminal.off('data', take)
      terminal.off('end', give)
      settle()
    }
    const give = (): void => finish(() => reject(new RolecallError('interrupted', 'interrupted')))
    const take = (chunk: string | Buffer): void => {
      typed += chunk.toString()
      // eslint-disable-next-line no-control-regex -- in raw mode Ctrl-C and Ctrl-D are characters
      const [, line, end] = /^([^\r\n\u0003\u0004]*)([\r\n\u0003\u0004])/.exec(typed) ?? []
      if (end === '\u0003' || (end && !line)) give()
      else if (line) finish(() => resolve(line))
    }
    terminal.on('data', take)
    terminal.on('end', give)
  })
}
