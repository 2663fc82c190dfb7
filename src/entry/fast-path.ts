import { VERSION } from '../core/version.js'
import type { StoreHealth } from '../store/circuit-breaker.js'
import type { Host } from '../system/host.js'
import { cachedProcess, type Unanswered } from './cached-process.js'
import { complete } from './complete.js'

/**
 * Answers a command without the full program, if that is possible. Both entries use it: `main.ts`
 * on Node, and the launcher (docs/architecture.md).
 * @param unanswered called with the reason if the fast path is for such a command, but has no
 * answer; the reason contains no secret
 * @returns what goes to stdout; undefined if the full program must answer
 */
export async function answerFast(
  host: Host,
  health: StoreHealth,
  unanswered: Unanswered = () => undefined,
): Promise<string | undefined> {
  const [command, ...rest] = host.argv
  if (command === '--version' && rest.length === 0) return `${VERSION}\n`
  return complete(host) ?? (await cachedProcess(host, health, unanswered))
}
