import { RolecallError } from '../core/errors.js'
import type { EmitOutput } from '../emit/formats.js'
import { appendToFile } from '../system/files/append-to-file.js'
import type { CommandContext } from './context.js'

/**
 * Writes emitted credentials to stdout, and to the file of the format if it has one.
 * @throws RolecallError 'usage' if the variable that names the file is not set
 */
export function writeOutput(
  { stdout, append }: EmitOutput,
  context: Pick<CommandContext, 'host' | 'print'>,
): void {
  if (append) {
    const path = context.host.env[append.variable]
    if (!path) {
      throw new RolecallError('usage', `${append.variable} is not set`, {
        hint: 'this format is for a step in a GitHub Actions job, which sets it',
      })
    }
    appendToFile(path, append.text)
  }
  context.print(stdout)
}
