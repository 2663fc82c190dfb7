import { homedir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { RolecallError } from '../core/errors.js'

/**
 * A path that the user wrote: a leading `~/` is the home directory, in every file that rolecall
 * reads for the user. Shells expand it only at the start of a word, so not in `--policy @~/x`.
 */
export function userPath(path: string): string {
  return /^~(?=[/\\]|$)/.test(path) ? join(homeOfUser(), path.slice(1)) : path
}

/**
 * The user's home directory: HOME, or else that of the user database. Relative and empty paths are
 * skipped, because they would lead into the working directory.
 * @returns an absolute path
 * @throws RolecallError 'config' if there is none, as for the unknown user IDs of containers
 */
export function homeOfUser(): string {
  let cause: unknown
  try {
    const home = homedir()
    const found = isAbsolute(home) ? home : userInfo().homedir
    if (isAbsolute(found)) return found
  } catch (error) {
    cause = error
  }
  throw new RolecallError('config', 'this user has no home directory', {
    hint: 'set HOME to the absolute path of a folder',
    cause,
  })
}
