import { homedir, userInfo } from 'node:os'
import { isAbsolute } from 'node:path'
import { RolecallError } from '../core/errors.js'

/**
 * A path that is relative or empty, in HOME or in the system's list of users, would be whatever folder we happen to be in.
 * @throws RolecallError where neither has another, or for a user id that the system does not know, as containers have them
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
