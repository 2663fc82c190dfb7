import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { READ_NO_LINK } from './read-own-file.js'
import { isPrivate } from './ownership.js'

/**
 * Makes a reader for many files of rolecall's own. They share one piece of memory: giving each file
 * its own takes four times as long as reading it.
 * @param maxBytes of a file
 * @returns a function that returns the bytes of a file, which the next call overwrites; undefined
 * if it is not a private file, too large, or cannot be read
 */
export function ownFileReader(maxBytes: number): (path: string) => Uint8Array | undefined {
  const memory = Buffer.allocUnsafeSlow(maxBytes + 1)
  return (path) => {
    let file: number | undefined
    try {
      file = openSync(path, READ_NO_LINK)
      const stat = fstatSync(file)
      if (!stat.isFile() || !isPrivate(stat)) return undefined
      const size = fill(memory, file)
      return size > maxBytes ? undefined : memory.subarray(0, size)
    } catch {
      return undefined
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }
}

function fill(memory: Buffer, file: number): number {
  for (let size = 0; ;) {
    const count = readSync(file, memory, size, memory.length - size, null)
    size += count
    if (count === 0 || size === memory.length) return size
  }
}
