import type { Readable } from 'node:stream'

/**
 * Collects what a child prints, up to a limit. The rest is read and dropped, so that the child
 * does not block on a full pipe.
 * @param onExcess called for each chunk that exceeds the limit
 * @returns a function that returns the bytes collected so far
 */
export function collectOutput(
  stream: Readable | null,
  maxBytes: number,
  onExcess: () => void = () => undefined,
): () => Buffer {
  const chunks: Buffer[] = []
  let size = 0
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
    else onExcess()
  })
  return () => Buffer.concat(chunks)
}
