import { cannotCarry, type Variable } from './variables.js'

/**
 * For a script that is `call`ed, or `for /f "delims=" %i in ('rolecall env … --format windows-cmd') do @%i`. The quotes
 * around the whole assignment make `&|<>^()` literal and are no part of the value.
 * @throws RolecallError 'failed' for what cmd.exe has no escape for that holds in both uses: `"`, `%`, and `!` under
 *   delayed expansion; and beyond ASCII, where the value would depend on the code page
 */
export function windowsCmd({ name, value = '' }: Variable): string {
  if (/["%!]/.test(value)) throw cannotCarry(name, 'one of " % !', 'windows-cmd')
  if (/[^ -~]/.test(value)) throw cannotCarry(name, 'a character beyond ASCII', 'windows-cmd')
  return `set "${name}=${value}"`
}
