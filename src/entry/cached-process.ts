import { processJson } from '../emit/process.js'
import type { Host } from '../system/host.js'
import type { FastAnswer } from './cached-context.js'
import { cachedSession, type FastPath } from './cached-session.js'
import type { KnownPlan } from './known-plan.js'
import type { PlainWords } from './plain-words.js'

/**
 * Answers `rolecall process` from the cache with one keychain read, and loads only what a hit
 * needs. The full program handles every other case and every message.
 * @returns the JSON for stdout; undefined if this is a miss, or has other flags
 */
export async function cachedProcess(
  host: Host,
  path: FastPath,
  known: KnownPlan,
  words: PlainWords,
): Promise<FastAnswer | undefined> {
  if (host.argv.includes('--') || words.format !== undefined) return undefined
  try {
    const session = await cachedSession(host, known, path, true)
    return session && { stdout: processJson(session), ending: 0 }
  } catch (error) {
    return void path.unanswered(error instanceof Error ? error.message : String(error))
  }
}
