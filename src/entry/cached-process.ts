import { isDueForRefresh } from '../core/freshness.js'
import { processJson } from '../emit/process.js'
import { withoutOwnSettings } from '../emit/record.js'
import { lastKey } from '../plan/cache-key.js'
import { resolvePlan } from '../plan/resolve.js'
import { openSessionCache } from '../secrets/session-cache.js'
import { hasIndexEntry } from '../secrets/secret-index.js'
import { isHit } from '../session/lookup.js'
import type { StoreHealth } from '../store/circuit-breaker.js'
import { readAwsFiles } from '../system/files/read-aws-files.js'
import type { Host } from '../system/host.js'

/** Learns why there is no answer. @param reason without secrets */
export type Unanswered = (reason: string) => void

/**
 * Answers `rolecall process` from the cache with one keychain read, and loads only what a hit
 * needs. The full program handles every other case and every message.
 * @returns the JSON for stdout; undefined if this is another command, a miss, or has other flags
 */
export async function cachedProcess(
  host: Host,
  health: StoreHealth,
  unanswered: Unanswered,
): Promise<string | undefined> {
  const request = processRequest(host.argv)
  // aws-vault's AWS_MIN_TTL is an option, and this is for calls without any.
  if (!request || host.env['AWS_MIN_TTL']) return undefined
  try {
    const env = withoutOwnSettings(host.env)
    const inputs = { files: readAwsFiles(host), env, userName: host.userName() }
    const plan = resolvePlan(request, inputs)
    const key = lastKey(plan)
    // On a miss the full program reads the store under its lock; a second connection would be slow.
    if (key === undefined || !hasIndexEntry('session', host.paths.state, key)) {
      return void unanswered('the index has no such session')
    }
    const cache = openSessionCache(host, { ...QUIETLY, health, warn: unanswered })
    const session = await cache.read(key)
    cache.close()
    const now = host.now()
    if (!session) return undefined
    if (!isHit(session, plan.steps.length - 1, plan, now)) {
      return void unanswered('the session is too old')
    }
    if (isDueForRefresh(session, now)) {
      const { refreshInBackground } = await import('../session/background-refresh.js')
      await refreshInBackground(host, plan, session)
    }
    return processJson(session)
  } catch (error) {
    return void unanswered(error instanceof Error ? error.message : String(error))
  }
}

const QUIETLY = { mayPrompt: false, knownOnly: true }

/**
 * Parses `process`, `process dev`, `process --profile dev` and `process --profile=dev`.
 * @returns undefined for any other command line
 */
function processRequest([command, ...args]: readonly string[]): { profile?: string } | undefined {
  if (command !== 'process') return undefined
  const [first, second] = args
  if (first === undefined) return {}
  if (args.length === 2 && first === '--profile' && second) return { profile: second }
  if (args.length > 1) return undefined
  const [, inFlag] = /^--profile=(.+)$/.exec(first) ?? []
  if (inFlag) return { profile: inFlag }
  return first.startsWith('-') ? undefined : { profile: first }
}
