import type { Session } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import { isSession } from '../secrets/session-json.js'
import type { Flow } from './flow.js'
import { isHit, isLastResort, type EarliestIssue } from './hit-rule.js'

/** Where a session is in the cache, and what it must satisfy. */
export interface CacheSlot {
  /** Where the cache is read, and the key of the single-flight. */
  key: string
  /** Where the cache is written: the source may have turned out to be another's. */
  keyNow: () => string | undefined
  index: number
  since: EarliestIssue
}

/**
 * Returns a cached session that is good enough. Otherwise one process at a time reads the cache
 * again and calls `issue`; the others receive its result. This is why many processes show one
 * prompt for an MFA code.
 * @throws what `issue` throws, unless an older session is still valid; 'interrupted' in any case
 */
export async function cachedOr<T>(
  flow: Flow,
  { key, keyNow, index, since }: CacheSlot,
  issue: () => Promise<T | Session>,
): Promise<T | Session> {
  const { options, ports } = flow
  const { cache, now, singleFlight } = ports
  const isGood = (session: Session): boolean => isUsable(session, flow, index, since)
  const read = async (accepts: (session: Session) => boolean): Promise<Session | undefined> => {
    const session = options.noCache ? undefined : await cache.read(key)
    return session && accepts(session) ? session : undefined
  }

  const hit = await read(isGood)
  if (hit) return hit
  const readOrIssue = async (): Promise<T | Session> => {
    const second = await read(isGood)
    if (second) return second
    const issued = await issue()
    const actualKey = keyNow()
    if (!options.noCache && actualKey !== undefined && isSession(issued)) {
      await cache.write(actualKey, issued, flow.plan, index)
    }
    return issued
  }
  const accepts = (value: unknown): value is Session => isSession(value) && isGood(value)
  // A sign-in that two processes renew at once is lost, so a source is opened by one of them.
  const isAlone = options.noCache && index >= 0
  try {
    return isAlone ? await readOrIssue() : await singleFlight(key, readOrIssue, accepts)
  } catch (error) {
    if (isRolecallError(error) && error.code === 'interrupted') throw error
    const old = await read((session) => isLastResort(session, index, flow.plan, now(), since))
    if (old) return old
    throw error
  }
}

/**
 * Whether a session answers a step of the request.
 * @param index of the step; -1 for the source's own credentials
 */
export const isUsable = (
  session: Session,
  flow: Flow,
  index: number,
  since: EarliestIssue,
): boolean =>
  isHit(session, index, flow.plan, flow.ports.now(), { minTtl: flow.options.minTtl, since })
