import { cacheKeys } from '../plan/cache-key.js'
import type { ClockReading } from '../core/credentials.js'
import { secondsLeft } from '../core/freshness.js'
import type { Plan } from '../core/plan.js'
import type { IndexEntry } from '../secrets/secret-index.js'
import { isHit } from '../session/lookup.js'
import type { StepState } from './commands/explain/diagram.js'

/**
 * The cached sessions of a plan's steps, from the session index: no store is opened.
 * @returns one state per step; without `secondsLeft` if the next use needs a new session
 */
export function stepStates(
  plan: Plan,
  entries: readonly IndexEntry[],
  now: Omit<ClockReading, 'serverOffset'>,
): StepState[] {
  return cacheKeys(plan).map((key, index) => {
    const entry = entries.find((each) => each.key === key)
    return entry && isHit(entry, index, plan, now) ? { secondsLeft: secondsLeft(entry, now) } : {}
  })
}
