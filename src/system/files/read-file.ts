import {
  appendFileSync,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { RolecallError } from '../../core/errors.js'
import { sha256 } from '../../core/sha256.js'
import { READ } from './atomic-file.js'
import { isCode, reason } from './system-error.js'

/** Bytes: thirty times what 10,000 profiles take. */
const MOST = 64 * 1024 * 1024

/** Milliseconds in which somebody must begin to write to a pipe, or end to write to a file, and between two looks at it. */
const [WRITER_LIMIT, PAUSE] = [1000, 10]

/** Milliseconds between the writes of somebody who has not ended, at most. */
const SETTLED = 50

/**
 * A file that a person named.
 * @throws RolecallError 'config' that names the path and what is wrong with it
 */
export function readText(path: string): string {
  try {
    return contentsOf(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Like {@link readText}, but a file that does not exist is empty, as AWS files may be (contracts §3.5). */
export function readTextIfPresent(path: string): string {
  try {
    return contentsOf(path)
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return ''
    throw unreadable(path, error)
  }
}

/** Bytes: three times the longest token that STS takes. */
const MOST_HASHED = 65_536

/** @returns the SHA-256, in hex; undefined where it is no ordinary file or too long: whoever needs it reads it again, and says so */
export function hashOfFile(path: string): string | undefined {
  try {
    const status = statSync(path)
    return status.isFile() && status.size <= MOST_HASHED ? sha256(contentsOf(path)) : undefined
  } catch {
    return undefined
  }
}

const contentsOf = (path: string): string => readBytes(path, MOST).toString('utf8')

/**
 * What is no file, a pipe or a device, says only by ending how long it is, and `/dev/zero` never does. A file that somebody is rewriting in
 * place is read again, until it has been left alone: half a profile would be another profile.
 * @param most bytes
 * @throws Error as the file system says; `EFBIG` for what is longer, `ETIMEDOUT` for a pipe to which nobody writes
 */
export function readBytes(path: string, most: number): Buffer {
  let { data, isWhole } = readOnce(path, most)
  for (let waited = 0; !isWhole && waited < WRITER_LIMIT; waited += PAUSE) {
    sleep(PAUSE)
    ;({ data, isWhole } = readOnce(path, most))
  }
  return data
}

function readOnce(path: string, most: number): { data: Buffer; isWhole: boolean } {
  const file = openSync(path, READ)
  try {
    const status = fstatSync(file)
    if (status.size > most) throw withCode('EFBIG')
    if (!status.isFile()) return { data: untilItEnds(file, status.isFIFO(), most), isWhole: true }
    const data = readFileSync(file)
    const age = Date.now() - status.mtimeMs
    // The files of /proc have a size of 0, whatever is in them.
    const grew = status.size > 0 && data.length !== status.size
    return { data, isWhole: !grew && (age < 0 || age > SETTLED) }
  } finally {
    closeSync(file)
  }
}

/** A pipe that nobody has opened to write looks as if it were at its end; one whose writer is slow is waited for, as everywhere. */
function untilItEnds(file: number, isPipe: boolean, most: number): Buffer {
  const chunks: Buffer[] = []
  const limit = performance.now() + WRITER_LIMIT
  let hasWriter = !isPipe
  for (let size = 0; size <= most;) {
    const chunk = readNow(file)
    const isEnd = chunk?.length === 0
    if (isEnd && hasWriter) return Buffer.concat(chunks)
    if (isEnd && performance.now() > limit) throw withCode('ETIMEDOUT')
    hasWriter ||= !isEnd
    if (chunk?.length) {
      chunks.push(chunk)
      size += chunk.length
    } else {
      sleep(PAUSE)
    }
  }
  throw withCode('EFBIG')
}

/** @returns nothing at the end; undefined where the writer has yet to write */
function readNow(file: number): Buffer | undefined {
  const chunk = Buffer.alloc(65_536)
  try {
    return chunk.subarray(0, readSync(file, chunk))
  } catch (error) {
    if (isCode(error, 'EAGAIN')) return undefined
    throw error
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** What a person is told of a file that could not be read. */
function unreadable(path: string, error: unknown): RolecallError {
  return new RolecallError('config', `cannot read ${path}: ${reason(error)}`, { cause: error })
}

/** @throws RolecallError 'failed' that names the path */
export function appendToFile(path: string, text: string): void {
  try {
    appendFileSync(path, text)
  } catch (error) {
    throw new RolecallError('failed', `cannot write to ${path}: ${reason(error)}`, { cause: error })
  }
}
