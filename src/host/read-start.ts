import type { Readable } from 'node:stream'

/**
 * @returns what comes up to the end, or the first so many bytes and a little more; nothing behind
 * them is waited for
 */
export async function readStreamStart(stream: Readable, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk as Buffer))
    size += (chunk as Buffer).length
    if (size > most) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
