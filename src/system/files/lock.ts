import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import process from 'node:process'
import { readOwnFile } from './read-own-file.js'
import { isPrivate } from './ownership.js'
import { ensurePrivateFolder } from './private-folder.js'
import { isCode } from './system-error.js'

/** The process that holds a lock. The lock file has it for the messages of waiters. */
export interface Holder {
  pid: number
  /** For messages: `terraform`. */
  name: string
}

/** A lock file that this process holds. */
export interface Lock {
  /** Releases the lock. A second call does nothing. */
  release: () => void
}

interface NativeLocks {
  /** A length of 0 covers the complete file. @throws Error `EAGAIN` if the lock is taken */
  tryLock: (file: number, offset: number, length: number, exclusive: boolean) => void
}

/**
 * Takes an exclusive lock, which the kernel releases when the process ends in any way. The file is
 * never removed: otherwise two processes could lock two files of the same name.
 * @param name the name of this process in the messages of waiters
 * @returns undefined if another process holds the lock
 * @throws RolecallError as {@link ensurePrivateFolder}; Error of the file system
 */
export function tryLock(path: string, name: string): Lock | undefined {
  ensurePrivateFolder(dirname(path))
  // Node opens files close-on-exec, so no child keeps the lock alive.
  const file = openSync(path, OPEN, 0o600)
  try {
    if (!fstatSync(file).isFile() || !isPrivate(fstatSync(file))) throw foreignLockError(path)
    if (!nativeTryLock(file)) {
      closeSync(file)
      return undefined
    }
  } catch (error) {
    closeSync(file)
    throw error
  }
  writeHolder(file, { pid: process.pid, name })
  return { release: releaser(file) }
}

/**
 * Neither waits for a pipe nor follows a link that another user could have placed there. Not for
 * appending: Windows does not let such a file be truncated.
 */
const OPEN = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

function foreignLockError(path: string): Error {
  const message = `EPERM: not a private file, open '${path}'`
  return Object.assign(new Error(message), { code: 'EPERM', syscall: 'open' })
}

/** Best effort: a full disk cannot store the name, but the lock holds. */
function writeHolder(file: number, holder: Holder): void {
  try {
    ftruncateSync(file)
    writeSync(file, JSON.stringify(holder), 0)
  } catch {
    // Waiters will read "another rolecall process".
  }
}

/**
 * Closing the file releases the lock, whether or not the name of the holder can be removed from it.
 * A second close could hit a newer file of that number.
 */
function releaser(file: number): () => void {
  let held = true
  return () => {
    if (!held) return
    held = false
    try {
      ftruncateSync(file)
    } catch {
      // The next holder replaces the name.
    } finally {
      closeSync(file)
    }
  }
}

/** @returns undefined if the file names no holder, as between locking and writing */
export function holderOf(path: string): Holder | undefined {
  try {
    const { pid, name } = JSON.parse(String(readOwnFile(path))) as Partial<Holder>
    return typeof pid === 'number' && typeof name === 'string' ? { pid, name } : undefined
  } catch {
    return undefined
  }
}

/** Whether no process holds a lock. The file stays as it is. */
export function isLockFree(path: string): boolean {
  let file: number | undefined
  try {
    file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    return nativeTryLock(file)
  } catch {
    return false
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/**
 * Loads the addon on the first lock, because a cache hit takes none. The path is given because the
 * package's own loader takes 10 ms to find it, a tenth of a cold AssumeRole.
 * @returns false if another process holds the lock
 */
function nativeTryLock(file: number): boolean {
  const { platform, arch } = process
  const addon = `fs-native-extensions/prebuilds/${platform}-${arch}/fs-native-extensions.node`
  const native = createRequire(import.meta.url)(addon) as NativeLocks
  // On Windows a lock also prevents reading, so there it covers one byte far beyond the text.
  const [offset, length] = platform === 'win32' ? [2 ** 30, 1] : [0, 0]
  try {
    native.tryLock(file, offset, length, true)
    return true
  } catch (error) {
    if (isCode(error, 'EAGAIN')) return false
    throw error
  }
}
