import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { RolecallError } from '../../core/errors.js'
import { userPath } from '../home.js'
import { isCode, reason } from './system-error.js'

/**
 * The regular files in a folder of another program and in the folders below it. Hidden folders,
 * such as `.git`, are skipped, and links are not followed.
 * @returns paths below the folder, with slashes, sorted; none if the folder does not exist
 * @throws RolecallError 'config' if it cannot be read
 */
export function listFiles(folder: string): string[] {
  const root = userPath(folder)
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep))
      .filter((path) => !path.slice(0, -1).some((name) => name.startsWith('.')))
      .map((path) => path.join('/'))
      .sort()
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw new RolecallError('config', `cannot read ${folder}: ${reason(error)}`, { cause: error })
  }
}

/** Whether a path is a folder that this process can see. */
export function isFolder(path: string): boolean {
  return statSync(userPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false
}
