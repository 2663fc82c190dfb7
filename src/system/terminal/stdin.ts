import type { Readable } from 'node:stream'
import type { Host } from '../host.js'
import { readPaste } from './read-paste.js'

/**
 * What a person passes in on standard input; where that is a terminal, it is pasted, and stays invisible.
 * @param what is asked for, on a terminal
 * @param most bytes; what comes behind them is not waited for
 * @throws RolecallError as {@link readPaste}
 */
export async function readStdin(
  { streams: { stdin } }: Pick<Host, 'streams'>,
  most: number,
  what: string,
  notify: (message: string) => void,
): Promise<string> {
  if (!stdin.isTTY) return readStart(stdin, most)
  return readPaste(stdin, () => notify(`paste ${what} (it stays invisible), then press Enter`))
}

/** @returns what comes up to the end, or the first so many bytes and a little more */
async function readStart(stream: Readable, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk as Buffer))
    size += (chunk as Buffer).length
    if (size > most) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
