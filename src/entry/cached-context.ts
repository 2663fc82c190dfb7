import { notesOnRegions } from '../cli/carry-out/region-notes.js'
import type { CommandContext } from '../cli/context.js'
import { lastKey } from '../plan/cache-key.js'
import type { Host } from '../system/host.js'
import type { Ending } from '../system/process/ending.js'
import { closeStrayInspector } from '../system/process/inspector.js'
import { watchForHangUp } from '../system/terminal/hang-up.js'
import { cachedSession, type FastPath } from './cached-session.js'
import type { KnownPlan } from './known-plan.js'

/** What a command does if the session is cached. */
export interface FastAnswer {
  stdout: string
  /** Messages; absent without any. */
  stderr?: string
  ending: Ending
}

/** The part of a command's context that a hit needs. */
export type CachedContext = Pick<
  CommandContext,
  'host' | 'files' | 'plan' | 'planFor' | 'credentials' | 'print' | 'notify' | 'printError'
>

/** Makes the full program answer. */
class Unanswered extends Error {}

/** @throws Error always; {@link answerCached} then leaves the answer to the full program */
export function leave(reason: string): never {
  throw new Unanswered(reason)
}

/**
 * Runs a command on the cache.
 * @param work throws whatever it cannot answer: a message, a prompt, an error
 * @returns undefined if the full program must answer
 */
export async function answerCached(
  path: FastPath,
  work: () => Promise<FastAnswer>,
): Promise<FastAnswer | undefined> {
  closeStrayInspector()
  const endWithTerminal = watchForHangUp()
  try {
    const answer = await work()
    endWithTerminal()
    return answer
  } catch (error) {
    return void path.unanswered(error instanceof Error ? error.message : String(error))
  }
}

/**
 * @param known what the command's own words ask for
 * @param print gets what the command prints to stdout
 */
export function cachedContext(
  host: Host,
  path: FastPath,
  known: KnownPlan,
  print: (text: string) => void,
): CachedContext {
  return {
    host,
    files: () => known.files,
    planFor: known.planFor,
    plan: () => known.plan,
    async credentials(plan) {
      let why = 'there is no session'
      const unanswered = (reason: string): void => void (why = reason)
      const { entry } = known
      if (plan !== known.plan && lastKey(plan) !== entry.key) leave('another session is needed')
      const session = await cachedSession(host, { plan, entry }, { ...path, unanswered })
      if (!session) return leave(why)
      if ((await notesOnRegions(plan)).length > 0) leave('there are notes')
      return session
    },
    print,
    notify: () => leave('there is a message'),
    printError: () => leave('there is an error'),
  }
}
