import type { Readable } from 'node:stream'

/**
 * Keeps what a child prints, up to a limit; the rest is read and dropped, so that the child does not wait for us.
 * @param most bytes
 * @param tooMuch told at everything that comes beyond them
 * @returns what has come so far
 */
export function collect(
  stream: Readable | null,
  most: number,
  tooMuch: () => void = () => undefined,
): () => Buffer {
  const chunks: Buffer[] = []
  let size = 0
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= most) chunks.push(chunk)
    else tooMuch()
  })
  return () => Buffer.concat(chunks)
}
