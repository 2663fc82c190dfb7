import { once } from '../../../core/once.js'
import { readAwsFiles } from '../../../system/files/aws/read-aws-files.js'
import type { CommandContext } from '../../context.js'

/**
 * Runs `accounts` or `populate` for a new `[sso-session]`.
 * @param region for the profiles that `populate` writes
 * @returns the exit status
 */
export async function signInNow(
  command: string,
  name: string,
  region: string | undefined,
  context: CommandContext,
): Promise<number> {
  const files = once(() => readAwsFiles(context.host))
  const now = { ...context, files }
  const line = { name: command, args: [name] as [string], options: {}, rest: [] }
  const ending = await (command === 'accounts'
    ? (await import('../accounts/run.js')).run(line, now)
    : // A profile does not take the region of [default].
      (await import('../populate/run.js')).run({ ...line, options: region ? { region } : {} }, now))
  return typeof ending === 'number' ? ending : 0
}
