import { homedir, userInfo } from 'node:os'
import { isAbsolute } from 'node:path'
import { RolecallError } from '../core/errors.js'

/**
 * Where HOME is empty Node would answer with the empty path, and a relative one is whatever folder we happen to be in.
 * @throws RolecallError for a user id that the system does not know, as containers have them
 */
export function homeOfUser(): string {
  try {
    const home = homedir()
    return isAbsolute(home) ? home : userInfo().homedir
  } catch (cause) {
    throw new RolecallError('config', 'this user has no home directory', {
      hint: 'set HOME to the absolute path of a folder',
      cause,
    })
  }
}
