import type { Host } from '../system/host.js'
import type { FastAnswer } from './cached-context.js'
import { cachedProcess } from './cached-process.js'
import type { FastPath } from './cached-session.js'
import { complete } from './complete.js'

/** The commands that {@link answerFast} may answer. The launcher leaves all others at once. */
export const FAST_COMMANDS = ['__complete', 'env', 'exec', 'process', 'use'] as const

/**
 * Answers a command without the full program, if that is possible. Both entries use it: `main.ts`
 * on Node, and the launcher (docs/architecture.md).
 * @returns undefined if the full program must answer
 */
export async function answerFast(host: Host, path: FastPath): Promise<FastAnswer | undefined> {
  const [command] = host.argv
  if (command === 'env' || command === 'exec') {
    const { cachedCommand } = await import('./cached-command.js')
    return cachedCommand(host, path)
  }
  if (command === 'use') {
    const { cachedUse } = await import('./cached-use.js')
    return cachedUse(host, path)
  }
  const stdout = complete(host) ?? (await cachedProcess(host, path))
  return stdout === undefined ? undefined : { stdout, ending: 0 }
}
