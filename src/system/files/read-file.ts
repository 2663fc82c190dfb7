import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  type Stats,
} from 'node:fs'
import { startDeadline } from '../../core/time/deadline.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { userPath } from '../home.js'
import { monotonicMs } from '../time.js'
import { READ } from './atomic-file.js'
import { isCode, reason, tooLargeError } from './system-error.js'

/** Thirty times the size of a config file with 10,000 profiles. */
const MAX_FILE_BYTES = 64 * 1024 * 1024

/** Limit for a pipe's writer to open it, and for a file's writer to finish. */
const WRITER_TIMEOUT_MS = 1000
const POLL_MS = 10

/** A file that has not changed for this long is considered complete. */
const SETTLED_AFTER_MS = 50

/** More than any token or SAML assertion that STS accepts. */
const MAX_TOKEN_BYTES = 262_144

/**
 * Reads a text file that the user named.
 * @throws RolecallError 'config' with the path and the reason
 */
export function readText(path: string): string {
  try {
    return contentsOf(path)
  } catch (error) {
    throw unreadableError(path, error)
  }
}

/**
 * Like {@link readText}, but a missing file is '', as AWS files may be (docs/contracts.md §3.5).
 */
export function readTextIfPresent(path: string): string {
  return bytesIfPresent(path)?.toString('utf8') ?? ''
}

/** The same before it is decoded. @returns undefined for a missing file */
export function bytesIfPresent(path: string): Buffer | undefined {
  try {
    return bytesOf(path)
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw unreadableError(path, error)
  }
}

/**
 * Reads a file with a token.
 * @returns undefined if it is not a regular file, too long or unreadable; the later reader of the
 * file reports why. Also for `/dev/fd/3`, which may be readable only once.
 */
export function textOfRegularFile(path: string): string | undefined {
  if (/^\/(dev|proc)\//.test(path)) return undefined
  try {
    const stat = statSync(userPath(path))
    return stat.isFile() && stat.size <= MAX_TOKEN_BYTES ? contentsOf(path) : undefined
  } catch {
    return undefined
  }
}

function contentsOf(path: string): string {
  return bytesOf(path).toString('utf8')
}

function bytesOf(path: string): Buffer {
  const bytes = readBytes(path, MAX_FILE_BYTES)
  const isUtf16 =
    bytes.length >= 2 && (bytes.readUInt16LE() === 0xfeff || bytes.readUInt16BE() === 0xfeff)
  if (isUtf16) throw utf16Error(path)
  return bytes
}

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

/** PowerShell 5 writes UTF-16 with `>`. No AWS SDK reads it. */
function utf16Error(path: string): RolecallError {
  return new RolecallError('config', `${path} is in UTF-16`, {
    hint: `save it as UTF-8: iconv -f UTF-16 -t UTF-8 ${shellWord(path)}`,
  })
}

function unreadableError(path: string, error: unknown): RolecallError {
  if (isRolecallError(error)) return error
  return new RolecallError('config', `cannot read ${path}: ${reason(error)}`, { cause: error })
}
