import { closeSync, openSync, readSync } from 'node:fs'

/**
 * The beginning of a file that a person named, which may be anything: a pipe, or `/dev/zero`.
 * @param most bytes
 * @throws Error as the file system says
 */
export function readAtMost(path: string, most: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const data = Buffer.alloc(most)
    for (let size = 0; ;) {
      const read = readSync(file, data, size, most - size, null)
      size += read
      if (read === 0 || size === most) return data.subarray(0, size)
    }
  } finally {
    closeSync(file)
  }
}
