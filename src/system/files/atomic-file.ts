import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { isPrivate } from './ownership.js'
import { ensurePrivateFolder } from './private-folder.js'
import { isCode } from './system-error.js'
import { retryWhileBusy } from './while-busy.js'

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

/**
 * Flags of `open` that do not block on a pipe without a writer. Windows has no O_NONBLOCK, and `|`
 * treats the missing flag as 0.
 */
export const READ = constants.O_RDONLY | constants.O_NONBLOCK

/** The same flags, without following a link. */
export const READ_NO_LINK = READ | constants.O_NOFOLLOW

/** 4 MiB: a hundred times the largest file of the state folder. */
const MAX_OWN_BYTES = 4 * 1024 * 1024

/**
 * Reads a file of rolecall's own, as {@link writePrivate} makes it. What another user could have
 * placed there instead counts as missing: a device, a pipe, a file of another user or one that
 * others can write to, and one that is too large. A link is an error.
 * @param refuse called for what another user could have placed there, if that must be an error
 * @returns undefined if there is no such file
 * @throws Error of the file system if the file cannot be read
 */
export function readOwnFile(path: string, refuse?: () => never): Buffer | undefined {
  const isOwn = (stat: Stats): boolean => {
    const isAccepted = stat.isFile() && isPrivate(stat) && stat.size <= MAX_OWN_BYTES
    return isAccepted || (refuse ? refuse() : false)
  }
  return readRegular(path, READ_NO_LINK, isOwn)
}

/**
 * Reads a regular file of any owner; links are followed.
 * @returns undefined if there is no such file, or if it is a pipe or a device
 * @throws Error of the file system if the file cannot be read
 */
export function readIfPresent(path: string): Buffer | undefined {
  return readRegular(path, READ, () => true)
}

function readRegular(
  path: string,
  flags: number,
  isAccepted: (stat: Stats) => boolean,
): Buffer | undefined {
  let file: number | undefined
  try {
    file = openSync(path, flags)
    const stat = fstatSync(file)
    if (stat.isDirectory()) return readFileSync(file) // It throws EISDIR.
    return isAccepted(stat) && stat.isFile() ? readFileSync(file) : undefined
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** @returns time of the last change, milliseconds since 1970; undefined if there is no such file */
export function changedAt(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

/** Lists a folder, sorted, without unfinished files. @returns [] if there is no such folder */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.endsWith('.tmp'))
      .sort()
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
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
