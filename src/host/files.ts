import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { RolecallError } from '../core/errors.js'

/** Bytes: thirty times what 10,000 profiles take. */
const MOST = 64 * 1024 * 1024

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

/** Like {@link readText}; `-` is standard input, to its end. */
export function readTextOrStdin(path: string): string {
  if (path !== '-') return readText(path)
  try {
    return readFileSync(0, 'utf8')
  } catch (error) {
    throw new RolecallError('usage', `cannot read standard input: ${reason(error)}`)
  }
}

/** Like {@link readText}, but a file that does not exist is empty, as AWS files may be (contracts §3.5). */
export function readTextIfPresent(path: string): string {
  try {
    return contentsOf(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return ''
    throw unreadable(path, error)
  }
}

/** What is no file, a pipe or a device, says only by ending how long it is, and `/dev/zero` never does. */
function contentsOf(path: string): string {
  const file = openSync(path, 'r')
  try {
    const status = fstatSync(file)
    if (status.size > MOST) throw tooLarge()
    return status.isFile() ? readFileSync(file, 'utf8') : untilItEnds(file)
  } finally {
    closeSync(file)
  }
}

function untilItEnds(file: number): string {
  const chunks: Buffer[] = []
  for (let size = 0; size <= MOST;) {
    const chunk = Buffer.alloc(65_536)
    const read = readSync(file, chunk)
    if (read === 0) return Buffer.concat(chunks).toString('utf8')
    chunks.push(chunk.subarray(0, read))
    size += read
  }
  throw tooLarge()
}

function tooLarge(): Error {
  return Object.assign(new Error('file too large'), { code: 'EFBIG' })
}

/** What a person is told of a file that could not be read. */
export function unreadable(path: string, error: unknown): RolecallError {
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

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error'
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EFBIG: 'it is larger than 64 MiB',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
}

/** @returns why the file system refused, in a person's words */
export function reason(error: unknown): string {
  const code = codeOf(error)
  return REASONS[code] ?? code
}
