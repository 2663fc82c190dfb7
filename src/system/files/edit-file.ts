import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readlinkSync,
  realpathSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { sha256Hex } from '../crypto.js'
import type { Host } from '../host.js'
import { STATE_PATHS } from '../state-paths.js'
import { readIfPresent, removeFile, removeTemporary, replaceFile } from './atomic-file.js'
import { acquireLock } from './lock.js'
import { makeFolders, refusePlaceOfAnother } from './private-folder.js'
import { runtimeDir } from './runtime-dir.js'
import { isCode, isSystemError } from './system-error.js'

const IN_USE = 'close the programs that may have it open, and check its permissions'

/** An edit takes a few milliseconds, so a longer wait means that a process hangs. */
const LOCK_TIMEOUT_MS = 10_000

/**
 * Edits a text file that other programs and people edit too. A lock serialises the edits of all
 * rolecall processes, so that no change is lost. A crash at any moment leaves the old file or the
 * new one. Mode, owner and symbolic links are preserved. The first edit saves the original as
 * `PATH.rolecall-backup`, unless it may hold secrets: the copy would keep them after the user has
 * moved or rotated them, and behind a link it would lie in a repository of dotfiles.
 * @param change maps the current text ('' if there is no file) to the new text
 * @returns true if the text has changed
 * @throws RolecallError 'config' if the file cannot be read or written, or is not UTF-8;
 * whatever `change` throws
 */
export async function editFile(
  path: string,
  host: Pick<Host, 'env' | 'paths' | 'platform'>,
  change: (text: string) => string,
): Promise<boolean> {
  try {
    const file = targetOf(path)
    const id = sha256Hex(file).slice(0, 32)
    const lock = await acquireLock(join(runtimeDir(host), STATE_PATHS.locks, `edit-${id}.lock`), {
      name: 'rolecall',
      timeoutMs: LOCK_TIMEOUT_MS,
      pollMs: 5,
    })
    try {
      return editLocked(file, change)
    } finally {
      lock.release()
    }
  } catch (error) {
    if (!isSystemError(error)) throw error
    const check = 'check the permissions of the file and its folder'
    const isOpen = isCode(error, 'EPERM', 'EACCES', 'EBUSY')
    throw new RolecallError('config', `cannot edit ${printable(path)}: ${error.message}`, {
      hint: `the file is unchanged; ${isOpen && host.platform === 'win32' ? IN_USE : check}`,
      cause: error,
    })
  }
}

/** @returns path of the saved original of a file; undefined if there is none */
export function backupOf(path: string): string | undefined {
  try {
    const backup = `${targetOf(path)}${BACKUP_SUFFIX}`
    return statSync(backup, { throwIfNoEntry: false }) && backup
  } catch {
    return undefined
  }
}

const BACKUP_SUFFIX = '.rolecall-backup'

function editLocked(file: string, change: (text: string) => string): boolean {
  const before = readIfPresent(file)
  const old = textOf(before, file)
  const text = change(old)
  if (text === old) return false
  if (before && !mayHoldSecrets(old)) backUp(`${file}${BACKUP_SUFFIX}`, before)
  replace(file, text)
  return true
}

/**
 * Follows symbolic links, even to a file that does not exist yet; the link's folder may be a link
 * as well.
 */
function targetOf(path: string): string {
  try {
    const target = realpathSync(path)
    if (statSync(target).isFile()) return target
    // As root the edit would replace /dev/null by a file; a pipe can be read only once.
    throw new RolecallError('config', `cannot edit ${printable(path)}: it is not a regular file`, {
      hint: 'give the path of a file; a pipe or a device cannot be edited',
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

/** Decodes UTF-8. Invalid bytes are refused, because writing them back would change them. */
function textOf(bytes: Buffer | undefined, path: string): string {
  if (!bytes) return ''
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) return text
  throw new RolecallError('config', `${printable(path)} is not UTF-8`, {
    hint: 'convert it to UTF-8 with iconv or an editor, and try again',
  })
}

/** Keys, in use or commented out, whose values may be secrets; and access key IDs. */
const SECRETS =
  /(secret|token|passw|passphrase|_key)[\w.-]*\s*[=:]|mfa_process|\bA[KS]IA[A-Z2-7]{12}/i

function mayHoldSecrets(text: string): boolean {
  return SECRETS.test(text.replace(HARMLESS_KEY, ''))
}

/** It matches the words above, and names a place only. */
const HARMLESS_KEY = /^[ \t]*(rolecall_)?web_identity_token_file\s*=/gim

/** Saves the original once: later edits must not overwrite the backup with an edited text. */
function backUp(path: string, bytes: Buffer): void {
  if (statSync(path, { throwIfNoEntry: false })) return
  writeThrough(`${path}.new`, path, bytes)
}

function replace(file: string, text: string): void {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) {
    refusePlaceOfAnother(file)
    makeFolders(dirname(file))
  }
  // A fixed name: the lock excludes other writers, and repeated crashes leave one file at most.
  writeThrough(`${file}.rolecall-new`, file, text, stat)
  flushFolder(dirname(file))
}

/** Puts a new file in the place of another one. Leaves no unfinished file behind, if it fails. */
function writeThrough(
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
function flushFolder(path: string): void {
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
