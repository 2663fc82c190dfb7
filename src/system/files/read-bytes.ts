import { closeSync, fstatSync, openSync, readFileSync, readSync, type Stats } from 'node:fs'
import { startDeadline } from '../../core/time/deadline.js'
import { userPath } from '../home.js'
import { monotonicMs } from '../time.js'
import { READ } from './read-own-file.js'
import { isCode, tooLargeError } from './system-error.js'

/** Limit for a pipe's writer to open it, and for a file's writer to finish. */
const WRITER_TIMEOUT_MS = 1000

const POLL_MS = 10

/** A file that has not changed for this long is considered complete. */
const SETTLED_AFTER_MS = 50

/**
 * Reads a file, a pipe or a device. Pipes and devices have no size, so reading stops at `maxBytes`
 * (/dev/zero never ends). A file that is being rewritten in place is read again until it has
 * settled, because half a profile would be another profile. A leading `~/` is the home directory.
 * @param check throws for a file whose owner or mode the caller does not accept
 * @throws Error of the file system; `EFBIG` beyond `maxBytes`, `ETIMEDOUT` for a pipe without a
 * writer
 */
export function readBytes(
  path: string,
  maxBytes: number,
  check: (stat: Stats) => void = () => undefined,
): Buffer {
  let { data, isComplete } = readOnce(path, maxBytes, check)
  for (let waited = 0; !isComplete && waited < WRITER_TIMEOUT_MS; waited += POLL_MS) {
    sleepSync(POLL_MS)
    ;({ data, isComplete } = readOnce(path, maxBytes, check))
  }
  return data
}

function readOnce(
  path: string,
  maxBytes: number,
  check: (stat: Stats) => void,
): { data: Buffer; isComplete: boolean } {
  const file = openSync(userPath(path), READ)
  try {
    const stat = fstatSync(file)
    check(stat)
    if (stat.size > maxBytes) throw tooLargeError(maxBytes)
    if (!stat.isFile()) {
      return { data: readToEnd(file, stat.isFIFO(), maxBytes), isComplete: true }
    }
    const data = readFileSync(file)
    const ageMs = Date.now() - stat.mtimeMs
    // The files of /proc have the size 0, whatever they contain.
    const hasGrown = stat.size > 0 && data.length !== stat.size
    return { data, isComplete: !hasGrown && (ageMs < 0 || ageMs > SETTLED_AFTER_MS) }
  } finally {
    closeSync(file)
  }
}

/**
 * Reads to the end. A pipe without a writer looks like one at its end, so its writer is awaited.
 */
function readToEnd(file: number, isPipe: boolean, maxBytes: number): Buffer {
  const chunks: Buffer[] = []
  const left = startDeadline(WRITER_TIMEOUT_MS, monotonicMs)
  let hasWriter = !isPipe
  for (let size = 0; size <= maxBytes;) {
    const chunk = readAvailable(file)
    const isEnd = chunk?.length === 0
    if (isEnd && hasWriter) return Buffer.concat(chunks)
    if (isEnd && left() === 0) throw noWriterError()
    hasWriter ||= !isEnd
    if (chunk?.length) {
      chunks.push(chunk)
      size += chunk.length
    } else {
      sleepSync(POLL_MS)
    }
  }
  throw tooLargeError(maxBytes)
}

/** @returns no bytes at the end; undefined if the writer has written nothing yet */
function readAvailable(file: number): Buffer | undefined {
  const chunk = Buffer.alloc(65_536)
  try {
    return chunk.subarray(0, readSync(file, chunk))
  } catch (error) {
    if (isCode(error, 'EAGAIN')) return undefined
    throw error
  }
}

function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function noWriterError(): Error {
  return Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT' })
}
