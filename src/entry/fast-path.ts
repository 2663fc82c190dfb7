import type { Host } from '../system/host.js'
import type { FastAnswer } from './cached-context.js'
import { cachedProcess } from './cached-process.js'
import type { FastPath } from './cached-session.js'
import { complete } from './complete.js'
import { knownPlan, type KnownPlan } from './known-plan.js'
import { plainWords } from './plain-words.js'

/** The commands that {@link answerFast} may answer. The launcher leaves all others at once. */
export const FAST_COMMANDS = ['__complete', 'env', 'exec', 'process', 'use'] as const

/**
 * Answers a command without the full program, if that is possible. Both entries use it: `main.ts`
 * on Node, and the launcher (docs/architecture.md).
 * @returns undefined if the full program must answer
 */
export async function answerFast(host: Host, path: FastPath): Promise<FastAnswer | undefined> {
  const completions = complete(host)
  if (completions !== undefined) return { stdout: completions, ending: 0 }
  const [command = '', ...args] = host.argv
  // aws-vault's AWS_MIN_TTL is an option, and this is for calls without any.
  if (!FAST_COMMANDS.some((each) => each === command) || host.env['AWS_MIN_TTL']) return undefined
  const words = plainWords(args)
  const known = words && knownOrNone(host, words.profile, path)
  if (!known) return undefined
  if (command === 'process') return cachedProcess(host, path, known, words)
  // The full program refuses profiles that call each other.
  if (host.env['ROLECALL_CHAIN']) return undefined
  if (command === 'use') {
    const { cachedUse } = await import('./cached-use.js')
    return cachedUse(host, path, known)
  }
  const { cachedCommand } = await import('./cached-command.js')
  return cachedCommand(host, path, known)
}

/** @returns undefined on a miss, and for a profile that the full program reports */
function knownOrNone(
  host: Host,
  profile: string | undefined,
  path: FastPath,
): KnownPlan | undefined {
  try {
    const known = knownPlan(host, profile, path)
    return known ?? void path.unanswered('the index has no such session')
  } catch (error) {
    return void path.unanswered(error instanceof Error ? error.message : String(error))
  }
}
