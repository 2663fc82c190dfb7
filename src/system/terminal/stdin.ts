import type { Readable } from 'node:stream'
import type { Host } from '../host.js'
import { readPaste } from './read-paste.js'

/**
 * Reads standard input. If it is a terminal, the user pastes the text, and it is not shown.
 * @param maxBytes of a pipe or file; reading stops soon after them
 * @param what names the expected text in the prompt
 * @throws RolecallError as {@link readPaste}
 */
export async function readStdin(
  { streams: { stdin } }: Pick<Host, 'streams'>,
  maxBytes: number,
  what: string,
  notify: (message: string) => void,
): Promise<string> {
  if (!stdin.isTTY) return readStart(stdin, maxBytes)
  return readPaste(stdin, () => notify(`paste ${what} (it is not shown), then press Enter`))
}

/** @returns the text up to the end, or the first `maxBytes` and the rest of their chunk */
async function readStart(stream: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk as Buffer))
    size += (chunk as Buffer).length
    if (size > maxBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
