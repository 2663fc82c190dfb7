import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { removeFile, removeTemporary, replaceFile } from './atomic-file.js'
import { isCode } from './system-error.js'

/**
 * Puts a new file, flushed to the disk, in the place of another one. Leaves no unfinished file
 * behind if it fails.
 * @param replaced the new file gets its owner and mode; without it mode 0600
 * @throws Error as the file system does
 */
export function writeThrough(
  temporary: string,
  file: string,
  data: string | Buffer,
  replaced?: Stats,
): void {
  try {
    write(temporary, data, replaced)
    replaceFile(temporary, file)
  } catch (error) {
    removeTemporary(temporary)
    throw error
  }
}

/** Creates a file with mode 0600, then gives it the ownership and mode of the file it replaces. */
function write(path: string, data: string | Buffer, replaced: Stats | undefined): void {
  removeFile(path)
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, data)
    if (replaced) copyOwnershipAndMode(file, replaced)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function copyOwnershipAndMode(file: number, { uid, gid, mode }: Stats): void {
  try {
    fchownSync(file, uid, gid)
  } catch (error) {
    // Only root may change the owner, and a user may set only groups that they belong to.
    if (!isCode(error, 'EPERM')) throw error
  }
  fchmodSync(file, mode & 0o777)
}

/** Flushes the folder, so that the rename survives a power failure. Windows flushes no folders. */
export function flushFolder(path: string): void {
  let folder: number | undefined
  try {
    folder = openSync(path, 'r')
    fsyncSync(folder)
  } catch (error) {
    if (!isCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL')) throw error
  } finally {
    if (folder !== undefined) closeSync(folder)
  }
}
