import { isRolecallError, RolecallError } from '../../core/errors.js'
import { readText } from './read-file.js'
import { isCode } from './system-error.js'

/**
 * Reads a file that a flag, a variable or a key names. If it is not there, the hint says what names
 * it. A path that is not absolute depends on where the command is run, which is the usual mistake.
 * @param from `--saml-assertion`, `AWS_WEB_IDENTITY_TOKEN_FILE`
 * @throws RolecallError 'config' with the path and the reason
 */
export function readNamed(path: string, from: string): string {
  try {
    return readText(path)
  } catch (error) {
    if (!isRolecallError(error) || !isCode(error.cause, 'ENOENT', 'ENOTDIR')) throw error
    throw new RolecallError(error.code, error.message, { hint: hintFor(path, from), cause: error })
  }
}

/** True for `/dev/fd/3` and the like: it may be a pipe, which is empty after it has been read. */
export function isReadableOnce(path: string): boolean {
  return /^\/(dev|proc)\//.test(path)
}

function hintFor(path: string, from: string): string {
  if (path.startsWith('@')) return `${from} needs no @ before the path: ${path.slice(1)}`
  if (/^~[^/\\]/.test(path))
    return `${from}: only ~/ stands for a home directory, that of this user`
  const isAbsolute = /^([\\/]|~|[a-z]:)/i.test(path)
  if (isAbsolute) return `check the path in ${from}`
  return `${from} is relative to the current folder, ${process.cwd()}: write an absolute path`
}
