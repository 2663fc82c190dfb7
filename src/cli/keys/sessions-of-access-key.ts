import { unlessRefused } from '../../core/errors.js'
import { isoSeconds } from '../../core/credentials.js'
import type { Plan } from '../../core/plan.js'
import { searchHistory } from '../../history/search.js'
import { cacheKeys, routesOf } from '../../plan/cache-key.js'
import type { IndexEntry } from '../../secrets/secret-index.js'
import { join } from '../../system/path.js'
import { STATE_PATHS } from '../../system/state-paths.js'
import type { CommandContext } from '../context.js'

/** The longest session that STS issues with a key: that of GetSessionToken. */
const MAX_SESSION_MS = 36 * 3600_000

/** The plans of the profiles that begin with an access key, stored or in a file. */
export function plansWithKey(
  accessKeyId: string,
  { files, planFor }: Pick<CommandContext, 'files' | 'planFor'>,
): Plan[] {
  return files()
    .profileNames()
    .flatMap((profile) => unlessRefused(() => planFor({ profile, ownUse: true })) ?? [])
    .filter(({ source }) => 'accessKeyId' in source && source.accessKeyId === accessKeyId)
}

/**
 * Cached sessions that were made with an access key, or with such a session. Those of the profiles
 * that begin with it; and, for a profile that was changed since or a role by its ARN, those that
 * the history leads to.
 */
export async function sessionsOfAccessKey(
  accessKeyId: string,
  context: CommandContext,
): Promise<IndexEntry[]> {
  const plans = plansWithKey(accessKeyId, context)
  const profiles = new Set(plans.map(({ profile }) => profile))
  const keys = new Set(plans.flatMap((plan) => [...cacheKeys(plan), ...routesOf(plan)]))
  const traced = madeFrom(accessKeyId, context)
  const cache = context.cache()
  const found: IndexEntry[] = []
  for (const entry of cache.list()) {
    const { key, route, profile } = entry
    const isOfProfile =
      profiles.has(profile) || keys.has(key) || (route !== undefined && keys.has(route))
    if (isOfProfile || (traced.size > 0 && (await isAmong(traced, key, context)))) found.push(entry)
  }
  return found
}

async function isAmong(
  ids: ReadonlySet<string>,
  key: string,
  { cache }: CommandContext,
): Promise<boolean> {
  const session = await cache()
    .read(key)
    .catch(() => undefined)
  return session !== undefined && ids.has(session.accessKeyId)
}

/** Access key IDs of what was made with a key, directly or in a chain, by the history. */
function madeFrom(accessKeyId: string, { host }: CommandContext): Set<string> {
  const since = isoSeconds(host.now().at - MAX_SESSION_MS)
  const folder = join(host.paths.state, STATE_PATHS.history)
  const { entries } = unlessRefused(() => searchHistory(folder, { since }, Infinity)) ?? {}
  const made = new Set([accessKeyId])
  // The oldest first: what signs a call was issued before.
  for (const { signedBy, accessKeyId: issued } of entries ?? []) {
    if (signedBy !== undefined && issued !== undefined && made.has(signedBy)) made.add(issued)
  }
  made.delete(accessKeyId)
  return made
}
