import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { isPrivate } from './ownership.js'
import { ensurePrivateFolder } from './private-folder.js'
import { isCode } from './system-error.js'

/** Neither waits for a pipe nor follows a link that another user could have placed there. */
const APPEND =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK

/**
 * Appends a line to a file of rolecall's own, mode 0600, in one write. So the kernel keeps it in
 * one piece, even if other processes write at the same time. Does not wait for the disk.
 * @param line with its newline
 * @throws RolecallError as {@link ensurePrivateFolder}; Error of the file system, also if only a
 * part could be written
 */
export function appendLine(path: string, line: string): void {
  ensurePrivateFolder(dirname(path))
  const file = openSync(path, APPEND, 0o600)
  try {
    const stat = fstatSync(file)
    if (!stat.isFile() || !isPrivate(stat)) throw refusal('EPERM', path)
    const bytes = Buffer.from(line)
    if (writeSync(file, bytes) < bytes.length) throw refusal('ENOSPC', path)
  } finally {
    closeSync(file)
  }
}

function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: append '${path}'`), { code, syscall: 'write' })
}

/** @returns bytes; 0 if there is no such file */
export function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return 0
    throw error
  }
}
