import { unsupportedValueError, type Variable } from './variables.js'

/**
 * A statement for a batch file or for
 * `for /f "delims=" %i in ('rolecall env … --format windows-cmd') do @%i`. The quotes around the
 * assignment make `&|<>^()` literal and are not part of the value.
 * @throws RolecallError 'failed' for `"`, `%` and `!`, because no escape works in both uses; and
 * for non-ASCII characters, because they depend on the code page
 */
export function windowsCmdLine({ name, value = '' }: Variable): string {
  if (/["%!]/.test(value)) throw unsupportedValueError(name, 'one of " % !', 'windows-cmd')
  if (/[^ -~]/.test(value))
    throw unsupportedValueError(name, 'a non-ASCII character', 'windows-cmd')
  return `set "${name}=${value}"`
}
