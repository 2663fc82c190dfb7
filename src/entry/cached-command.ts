import { FORMATS } from '../emit/format-names.js'
import { withoutOwnSettings } from '../emit/record.js'
import { resolvePlan } from '../plan/resolve.js'
import type { Host } from '../system/host.js'
import { readAwsFiles } from '../system/files/read-aws-files.js'
import type { Ending } from '../system/process/ending.js'
import { closeStrayInspector } from '../system/process/inspector.js'
import { watchForHangUp } from '../system/terminal/hang-up.js'
import { run as runEnv } from '../cli/commands/env/run.js'
import { run as runExec } from '../cli/commands/exec/run.js'
import { notesOnRegions } from '../cli/region-notes.js'
import { once } from '../core/once.js'
import { cachedSession, type FastPath } from './cached-session.js'
import { plainWords } from './plain-words.js'

/** What `env` and `exec` do if the session is cached. */
export interface FastAnswer {
  stdout: string
  ending: Ending
}

/** Makes the full program answer. */
class Unanswered extends Error {}

/**
 * Answers `env` and `exec` from the cache, by the code of the commands themselves. What needs more
 * than a cached session ends it: a message, a prompt, an error.
 * @returns undefined if the full program must answer
 */
export async function cachedCommand(host: Host, path: FastPath): Promise<FastAnswer | undefined> {
  const [command, ...args] = host.argv
  const words = plainWords(args)
  // The full program refuses profiles that call each other.
  if (!words || host.env['AWS_MIN_TTL'] || host.env['ROLECALL_CHAIN']) return undefined
  const { profile, rest } = words
  const format = FORMATS.find((each) => each === words.format)
  const isCommand = command === 'exec' && words.format === undefined && rest.length > 0
  const isPrint = command === 'env' && format === words.format && !args.includes('--')
  if (!isCommand && !isPrint) return undefined
  closeStrayInspector()
  const endWithTerminal = watchForHangUp()
  const output: string[] = []
  const context = cachedContext(host, path, output)
  const named: [string | undefined] = [profile]
  try {
    const ending = isCommand
      ? await runExec({ name: 'exec', args: named, options: {}, rest }, context)
      : await runEnv(
          { name: 'env', args: named, options: { ...(format && { format }) }, rest },
          context,
        )
    endWithTerminal()
    return { stdout: output.join(''), ending }
  } catch (error) {
    return void path.unanswered(error instanceof Error ? error.message : String(error))
  }
}

/** The part of a command's context that a hit needs. */
function cachedContext(host: Host, path: FastPath, output: string[]) {
  const files = once(() => readAwsFiles(host))
  const leave = (reason: string): never => {
    throw new Unanswered(reason)
  }
  return {
    host,
    files,
    plan: (profile: string | undefined) =>
      resolvePlan(
        { profile },
        { files: files(), env: withoutOwnSettings(host.env), userName: host.userName() },
      ),
    async credentials(plan: ReturnType<typeof resolvePlan>) {
      let why = 'there is no session'
      const unanswered = (reason: string): void => void (why = reason)
      const session = await cachedSession(host, plan, { ...path, unanswered })
      if (!session) return leave(why)
      if ((await notesOnRegions(plan)).length > 0) leave('there are notes')
      return session
    },
    print: (text: string) => void output.push(text),
    notify: () => leave('there is a message'),
    printError: () => leave('there is an error'),
  }
}
