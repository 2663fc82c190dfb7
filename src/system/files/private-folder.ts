import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { isCode } from './system-error.js'

/*
 * Private to the user
 *
 * A file or folder is private if this user owns it and no other user can write to it. State, locks
 * and compiled code are used only from private folders, since anyone who can write there can
 * replace them. Windows has no such mode bits: its profile folders are private by their inherited
 * access list.
 */

/** Owner and mode, as of `fs.Stats`. */
interface Ownership {
  uid: number
  mode: number
}

type PrivacyFault = 'foreign' | 'writable'

const WRITABLE_BY_OTHERS = 0o022

/** The rule above. @returns undefined if the file or folder is private */
function privacyFault({ uid, mode }: Ownership): PrivacyFault | undefined {
  if (!process.getuid) return undefined
  if (uid !== process.getuid()) return 'foreign'
  return mode & WRITABLE_BY_OTHERS ? 'writable' : undefined
}

/** True if the rule above holds for what `stat` or `fstat` returned. */
export function isPrivate(stat: Ownership): boolean {
  return privacyFault(stat) === undefined
}

/** True if the path is a folder that exists and is private. Changes nothing, and never throws. */
export function isPrivateFolder(path: string): boolean {
  try {
    const stat = statSync(path)
    return stat.isDirectory() && isPrivate(stat)
  } catch {
    return false
  }
}

/**
 * Creates a folder with its parents, mode 0700, or closes an existing one to other readers.
 * @throws RolecallError 'failed' if the folder is not private; Error of the file system
 */
export function ensurePrivateFolder(path: string): void {
  makeFolders(path)
  const stat = statSync(path)
  const fault = privacyFault(stat)
  if (fault === 'foreign') {
    throw new RolecallError('failed', `${path} belongs to another user`, {
      hint: 'run rolecall as the owner of the home directory, or set HOME',
    })
  }
  if (fault === 'writable') {
    throw new RolecallError('failed', `other users can write to ${path}`, {
      hint: `check its contents, then run: chmod 700 ${shellWord(path)}`,
    })
  }
  if (process.getuid && stat.mode & 0o055) chmodSync(path, 0o700)
}

/** True if the folder exists or can be created, is private, and is writable. Never throws. */
export function canUsePrivateFolder(path: string): boolean {
  try {
    ensurePrivateFolder(path)
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Creates a folder and its missing parents, mode 0700. Not Node's `recursive`: that loops forever
 * on a file system that answers ENOENT below an existing folder, as /proc does.
 * @throws Error of the file system
 */
export function makeFolders(path: string): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolders(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process created it first.
    if (!isCode(error, 'EEXIST')) throw error
  }
}
