import { run as runEnv } from '../cli/commands/env/run.js'
import { runWithCredentials } from '../cli/commands/exec/with-credentials.js'
import { FORMATS } from '../emit/format-names.js'
import type { Host } from '../system/host.js'
import { answerCached, cachedContext, type FastAnswer } from './cached-context.js'
import type { FastPath } from './cached-session.js'
import type { KnownPlan } from './known-plan.js'
import { plainWords } from './plain-words.js'

/**
 * Answers `env` and `exec` from the cache, by the code of the commands themselves.
 * @returns undefined if the full program must answer
 */
export async function cachedCommand(
  host: Host,
  path: FastPath,
  known: KnownPlan,
): Promise<FastAnswer | undefined> {
  const [command, ...args] = host.argv
  const words = plainWords(args)
  if (!words) return undefined
  const { profile, rest } = words
  const format = FORMATS.find((each) => each === words.format)
  if (command === 'exec' && host.env['ROLECALL_SERVE']) return undefined
  const isCommand = command === 'exec' && words.format === undefined && rest.length > 0
  const isPrint = command === 'env' && format === words.format && !args.includes('--')
  if (!isCommand && !isPrint) return undefined
  const named: [string | undefined] = [profile]
  return answerCached(path, async () => {
    let stdout = ''
    const context = cachedContext(host, path, known, (text) => void (stdout += text))
    const ending = isCommand
      ? await runWithCredentials({ name: 'exec', args: named, options: {}, rest }, context)
      : await runEnv(
          { name: 'env', args: named, options: { ...(format && { format }) }, rest },
          context,
        )
    return { stdout, ending }
  })
}
