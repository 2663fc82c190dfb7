import { createHash } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { makeFolders, readIfPresent } from './atomic-file.js'
import type { Host } from '../host.js'
import { acquireLock } from './lock.js'
import { runtimeDir } from './runtime-dir.js'
import { isCode, isSystemError } from './system-error.js'

/** Milliseconds: an edit takes a few. */
const PATIENCE = 10_000

/**
 * Edits a text file that other programs and people edit too. Of several rolecalls one at a time reads, changes and replaces
 * it, so that no change is lost; a crash at any moment leaves the old file or the new one. Mode, owner and a symbolic link stay. What was
 * there before the very first edit is kept beside it.
 * @param change gets the text as it is now, '' where there is no file; gives the new one
 * @returns whether the file is another one now
 * @throws RolecallError where it cannot be read or written, or is not UTF-8; whatever `change` throws
 */
export async function editFile(
  path: string,
  host: Pick<Host, 'env' | 'paths'>,
  change: (text: string) => string,
): Promise<boolean> {
  try {
    const file = targetOf(path)
    const id = createHash('sha256').update(file).digest('hex').slice(0, 32)
    const lock = await acquireLock(join(runtimeDir(host), 'locks', `edit-${id}.lock`), {
      name: 'rolecall',
      waitMs: PATIENCE,
      pollMs: 5,
    })
    try {
      return editAlone(file, change)
    } finally {
      lock.release()
    }
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new RolecallError('config', `cannot edit ${printable(path)}: ${error.message}`, {
      hint: 'it is as it was; look at the permissions of the file and its folder',
      cause: error,
    })
  }
}

function editAlone(file: string, change: (text: string) => string): boolean {
  const before = readIfPresent(file)
  const old = textOf(before, file)
  const text = change(old)
  if (text === old) return false
  if (before) backUp(`${file}.rolecall-backup`, before)
  replace(file, text)
  return true
}

/** Where a symbolic link leads, even if there is no file yet; the folder that it is in may be a link as well. */
function targetOf(path: string): string {
  try {
    const target = realpathSync(path)
    if (statSync(target).isFile()) return target
    // Root would put a file in the place of /dev/null, and a pipe gives its text but once.
    throw new RolecallError('config', `cannot edit ${printable(path)}: it is no ordinary file`, {
      hint: 'a pipe or a device cannot be replaced: name a file',
    })
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTDIR')) throw error
  }
  try {
    return targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path)))
  } catch {
    return path
  }
}

/** Bytes that are no text would come back as something else. */
function textOf(bytes: Buffer | undefined, path: string): string {
  if (!bytes) return ''
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) return text
  throw new RolecallError('config', `${printable(path)} is not UTF-8`, {
    hint: 'convert it with iconv or an editor, and try again',
  })
}

/** Once: later edits must not replace what no rolecall had touched. */
function backUp(path: string, bytes: Buffer): void {
  if (statSync(path, { throwIfNoEntry: false })) return
  const whole = `${path}.new`
  write(whole, bytes, undefined)
  renameSync(whole, path)
}

function replace(file: string, text: string): void {
  const status = statSync(file, { throwIfNoEntry: false })
  if (!status) makeFolders(dirname(file))
  // Under the lock nobody else writes it: one name, so that crashes leave no heap of them.
  const whole = `${file}.rolecall-new`
  write(whole, text, status)
  renameSync(whole, file)
  flushFolder(dirname(file))
}

/** 0600 from its first moment, then like the file that it is to replace. */
function write(path: string, data: string | Buffer, like: Stats | undefined): void {
  rmSync(path, { force: true })
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, data)
    if (like) takeAfter(file, like)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function takeAfter(file: number, { uid, gid, mode }: Stats): void {
  try {
    fchownSync(file, uid, gid)
  } catch (error) {
    // Only root gives files away; the group may be one that we are not in.
    if (!isCode(error, 'EPERM')) throw error
  }
  fchmodSync(file, mode & 0o777)
}

/** Makes the new name last through a power failure; Windows opens no folders. */
function flushFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch (error) {
    if (!isCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL')) throw error
  }
}
