import { statSync, type Stats } from 'node:fs'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { userPath } from '../home.js'
import { isCode, reason } from './system-error.js'
import { readBytes } from './read-bytes.js'

/** Thirty times the size of a config file with 10,000 profiles. */
const MAX_FILE_BYTES = 64 * 1024 * 1024

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
 * @param check is passed what the file is like, before it is read
 */
export function readTextIfPresent(path: string, check?: (stat: Stats) => void): string {
  return bytesIfPresent(path, check)?.toString('utf8') ?? ''
}

/** The same before it is decoded. @returns undefined for a missing file */
export function bytesIfPresent(path: string, check?: (stat: Stats) => void): Buffer | undefined {
  try {
    return bytesOf(path, check)
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

function bytesOf(path: string, check?: (stat: Stats) => void): Buffer {
  const bytes = readBytes(path, MAX_FILE_BYTES, check)
  if (isUtf16(bytes)) throw utf16Error(path)
  return bytes
}

/** By its byte order mark, or by the NULs beside the ASCII characters at its start. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second, third, fourth] = bytes
  if (first === 0xff && second === 0xfe) return true
  if (first === 0xfe && second === 0xff) return true
  return (second === 0 && fourth === 0) || (first === 0 && third === 0)
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
