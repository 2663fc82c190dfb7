import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ensurePrivateFolder } from './private-folder.js'
import { isCode, isSystemError } from './system-error.js'
import { retryWhileBusy } from './while-busy.js'
import { changedAt } from './read-own-file.js'

/**
 * Replaces a file atomically, mode 0600: readers see the old content or the new, and a crash
 * leaves the old. Waits until the data is on the disk.
 * @throws RolecallError as {@link ensurePrivateFolder}; Error of the file system (ENOSPC, EROFS)
 */
export function writePrivate(path: string, data: string | Uint8Array): void {
  withTemporary(path, data, (temporary) => replaceFile(temporary, path))
}

/** Like {@link writePrivate}, for a program that only this user may run: mode 0700. */
export function writeExecutable(path: string, text: string): void {
  withTemporary(path, text, (temporary) => {
    chmodSync(temporary, 0o700)
    replaceFile(temporary, path)
  })
}

/** Like {@link writePrivate}, without waiting for the disk: for files that a crash may lose. */
export function writeFleeting(path: string, data: string | Uint8Array): void {
  withTemporary(path, data, (temporary) => replaceFile(temporary, path), false)
}

/**
 * Like {@link writePrivate}, unless the file exists.
 * @returns true if this call created the file; of several at once exactly one gets true
 */
export function createPrivate(path: string, data: string | Uint8Array): boolean {
  try {
    withTemporary(path, data, (temporary) => {
      linkSync(temporary, path)
      removeFile(temporary)
    })
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

function withTemporary(
  path: string,
  data: string | Uint8Array,
  settle: (temporary: string) => void,
  durable = true,
): void {
  const folder = dirname(path)
  ensurePrivateFolder(folder)
  removeAbandoned(folder)
  // The global `crypto`: importing `node:crypto` would cost every cache hit several milliseconds.
  const temporary = `${path}.${crypto.randomUUID()}.tmp`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeFileSync(file, data)
      if (durable) fsyncSync(file)
    } finally {
      closeSync(file)
    }
    settle(temporary)
  } catch (error) {
    removeTemporary(temporary)
    // Messages name the file, not the temporary one.
    if (isSystemError(error)) error.path = path
    throw error
  }
}

/** The names that {@link withTemporary} gives to unfinished files. */
const TEMPORARY = /\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/

/** One day: longer than any write, even if two machines that share the folder disagree on time. */
const ABANDONED_AFTER_MS = 24 * 3600_000

/** Removes the temporary files of writers that were killed; nothing else would. */
function removeAbandoned(folder: string): void {
  const names = readdirSync(folder).filter((name) => TEMPORARY.test(name))
  for (const path of names.map((name) => join(folder, name))) {
    const ageMs = Date.now() - (changedAt(path) ?? Infinity)
    if (ageMs > ABANDONED_AFTER_MS) removeTemporary(path)
  }
}

/** Removes a file. A missing file is not an error. */
export function removeFile(path: string): void {
  retryWhileBusy(() => rmSync(path, { force: true }))
}

/**
 * Renames a file over another one, which another program may have open for a moment.
 * @throws Error of the file system, with the old file as it was
 */
export function replaceFile(from: string, to: string): void {
  retryWhileBusy(() => renameSync(from, to))
}

/** Removes an unfinished file, at best effort: the caller has another error to report, or none. */
export function removeTemporary(path: string): void {
  try {
    removeFile(path)
  } catch {
    // Some later write removes it.
  }
}
