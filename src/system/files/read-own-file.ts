import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  type Stats,
} from 'node:fs'
import { isPrivate } from './ownership.js'
import { isCode } from './system-error.js'

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
 * Reads a file of rolecall's own, as `writePrivate` makes it. What another user could have
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
    // Without `throwIfNoEntry`: an exception takes longer than the call.
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

/** Lists a folder, sorted, without unfinished files. @returns [] if there is no such folder */
export function namesIn(folder: string): string[] {
  // Without this the error for a missing folder would cost ten times as much.
  if (!statSync(folder, { throwIfNoEntry: false })) return []
  try {
    if (changedAt(folder) === undefined) return []
    return readdirSync(folder)
      .filter((name) => !name.endsWith('.tmp'))
      .sort()
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}
