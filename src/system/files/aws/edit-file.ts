import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RolecallError } from '../../../core/errors.js'
import { printable } from '../../../core/printable.js'
import { sha256Hex } from '../../crypto.js'
import type { Host } from '../../host.js'
import { STATE_PATHS } from '../../state-paths.js'
import { readIfPresent } from '../read-own-file.js'
import { backUp, mayHoldSecrets } from './edit-backup.js'
import { editTarget } from './edit-target.js'
import { acquireLock } from '../acquire-lock.js'
import { makeFolders, refusePlaceOfAnother } from '../private-folder.js'
import { runtimeDir } from '../runtime-dir.js'
import { isCode, isSystemError } from '../system-error.js'
import { flushFolder, writeThrough } from '../write-through.js'

const IN_USE = 'close the programs that may have it open, and check its permissions'

/** An edit takes a few milliseconds, so a longer wait means that a process hangs. */
const LOCK_TIMEOUT_MS = 10_000

/**
 * Edits a text file that other programs and people edit too. A lock serialises the edits of all
 * rolecall processes, so that no change is lost. A crash at any moment leaves the old file or the
 * new one. Mode, owner and symbolic links are preserved. The first edit saves the original as
 * `PATH.rolecall-backup`, unless it may hold secrets: the copy would keep them after the user has
 * moved or rotated them. If the file is a link, it would lie in a repository of dotfiles.
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
    const file = editTarget(path)
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

function editLocked(file: string, change: (text: string) => string): boolean {
  const before = readIfPresent(file)
  const old = textOf(before, file)
  const text = change(old)
  if (text === old) return false
  if (before && !mayHoldSecrets(old)) backUp(file, before)
  replace(file, text)
  return true
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
