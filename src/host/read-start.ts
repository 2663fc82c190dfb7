import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { unreadable } from './files.js'

/**
 * A file that a person named, from a place where it may be anything: no more than so many bytes of
 * it are read.
 * @throws RolecallError 'config' that names the path and what is wrong with it
 */
export async function readFileStart(path: string, most: number): Promise<string> {
  try {
    return await readStreamStart(createReadStream(path), most)
  } catch (error) {
    throw unreadable(path, error)
  }
}

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
