import { cacheKeys } from '../plan/cache-key.js'
import { isDueForRefresh, isFresh } from '../core/freshness.js'
import { resolvePlan } from '../plan/resolve.js'
import { processJson } from '../emit/process.js'
import { awsFiles } from '../system/files/aws-files.js'
import type { Host } from '../system/host.js'
import { openSessionCache } from '../secrets/session-cache.js'
import { hasIndexEntry } from '../secrets/session-index.js'

/**
 * Answers `process` from the cache: one keychain read, and nothing loaded that a hit does not need. Whatever else there is to
 * do or to say is the program's.
 * @returns the JSON for stdout; undefined where this is no `process`, no hit, or not as simple as that
 */
export async function cachedProcess(host: Host): Promise<string | undefined> {
  const asked = processWords(host.argv)
  if (!asked) return undefined
  try {
    const inputs = { files: awsFiles(host), env: host.env, userName: host.userName() }
    const plan = resolvePlan(asked, inputs)
    const key = cacheKeys(plan).at(-1)
    // The program will look into the store all the same, under its lock: to connect twice would make a miss slower.
    if (key === undefined || !hasIndexEntry(host.paths.state, key)) return undefined
    const cache = openSessionCache(host, { ...QUIETLY, warn: () => undefined })
    const session = await cache.read(key)
    cache.close()
    const now = host.now()
    if (!session || !isFresh(session, now)) return undefined
    if (isDueForRefresh(session, now)) {
      const { refreshInBackground } = await import('../session/background-refresh.js')
      await refreshInBackground(host, plan, session)
    }
    return processJson(session)
  } catch {
    return undefined
  }
}

const QUIETLY = { mayPrompt: false, knownOnly: true }

/** `process`, `process dev`, `process --profile dev`, `process --profile=dev`; undefined for anything more. */
function processWords([command, ...words]: readonly string[]): { profile?: string } | undefined {
  if (command !== 'process') return undefined
  const [first, second] = words
  if (first === undefined) return {}
  if (words.length === 2 && first === '--profile' && second) return { profile: second }
  if (words.length > 1) return undefined
  const [, inFlag] = /^--profile=(.+)$/.exec(first) ?? []
  if (inFlag) return { profile: inFlag }
  return first.startsWith('-') ? undefined : { profile: first }
}
