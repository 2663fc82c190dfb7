import { readlinkSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { RolecallError } from '../../../core/errors.js'
import { printable } from '../../../core/printable.js'
import { isCode } from '../system-error.js'

/**
 * Follows symbolic links, even to a file that does not exist yet; the link's folder may be a link
 * as well.
 * @throws RolecallError 'config' if it is not a regular file
 */
export function editTarget(path: string): string {
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
    return editTarget(resolve(realpathSync(dirname(path)), readlinkSync(path)))
  } catch {
    return path
  }
}
