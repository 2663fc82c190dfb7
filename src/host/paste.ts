import process from 'node:process'
import type { ReadStream } from 'node:tty'
import { RolecallError } from '../core/errors.js'

/** Where a paste ends: with Enter, or, where it may have several lines, with Ctrl-D. */
const ENDS = {
  // eslint-disable-next-line no-control-regex -- in raw mode Ctrl-C and Ctrl-D are characters
  line: /^([^\r\n\u0003\u0004]*)([\r\n\u0003\u0004])/,
  // eslint-disable-next-line no-control-regex -- see above
  text: /^([^\u0003\u0004]*)([\u0003\u0004])/,
}

/**
 * One long line, or a text of several, from a person. The line mode of a terminal cuts lines at 4096 bytes and shows what is
 * typed, so it is switched off before the question is shown; only for a command that a person
 * starts, never for an SDK that may kill us half-way.
 * @throws RolecallError `interrupted` on Ctrl-C, where nothing is given, and at the end of the
 * terminal
 */
export async function readPaste(
  terminal: ReadStream,
  question: () => void,
  what: keyof typeof ENDS = 'line',
): Promise<string> {
  const restore = (): void => void terminal.setRawMode(false)
  terminal.setRawMode(true)
  process.once('exit', restore)
  try {
    question()
    return await readUpTo(ENDS[what], terminal)
  } finally {
    restore()
    process.off('exit', restore)
    terminal.pause()
  }
}

function readUpTo(pattern: RegExp, terminal: ReadStream): Promise<string> {
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
      const [, paste, end] = pattern.exec(typed) ?? []
      if (end === '\u0003' || (end && !paste)) give()
      else if (paste) finish(() => resolve(paste))
    }
    terminal.on('data', take)
    terminal.on('end', give)
  })
}
