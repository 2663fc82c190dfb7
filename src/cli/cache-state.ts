import { cacheKeys, lastKey, routesOf } from '../plan/cache-key.js'
import type { ClockReading } from '../core/credentials.js'
import { secondsLeft } from '../core/freshness.js'
import type { Plan, Step } from '../core/plan.js'
import type { IndexEntry } from '../secrets/secret-index.js'
import { isHit } from '../session/lookup.js'

/** Whether a step is cached. */
export interface StepState {
  /** Seconds left of the cached session; undefined if the next use needs a new one. */
  secondsLeft?: number
}

/**
 * The cached sessions of a plan's steps, from the session index: no store is opened. If only the
 * source knows whose it is, sessions of the same steps count: one person seldom has two identities.
 * @returns one state per step; without `secondsLeft` if the next use needs a new session
 */
export function stepStates(
  plan: Plan,
  entries: readonly IndexEntry[],
  now: Omit<ClockReading, 'serverOffset'>,
): StepState[] {
  const keys = cacheKeys(plan)
  const routes = keys.length > 0 ? [] : routesOf(plan)
  return plan.steps.map((_, index) => {
    const entry = entries.find(({ key, route }) =>
      keys.length > 0 ? key === keys[index] : route === routes[index],
    )
    return entry && isHit(entry, index, plan, now) ? { secondsLeft: secondsLeft(entry, now) } : {}
  })
}

/** Seconds left of the cached session that answers a plan; undefined as in {@link StepState}. */
export function lastSecondsLeft(
  plan: Plan,
  entries: readonly IndexEntry[],
  now: Omit<ClockReading, 'serverOffset'>,
): number | undefined {
  if (plan.steps.length > 0) return stepStates(plan, entries, now).at(-1)?.secondsLeft
  const key = lastKey(plan)
  const entry = key === undefined ? undefined : entries.find((each) => each.key === key)
  return entry && isHit(entry, -1, plan, now) ? secondsLeft(entry, now) : undefined
}

/** Whether carrying out the plan would prompt for an MFA code. */
export function asksForCode(plan: Plan, states: readonly StepState[]): boolean {
  const lastCached = states.findLastIndex((state) => state.secondsLeft !== undefined)
  return plan.mfaProcess === undefined && plan.steps.slice(lastCached + 1).some(mfaSerialOf)
}

/** @returns undefined for a step without an MFA code */
export function mfaSerialOf({ input }: Step): string | undefined {
  return 'SerialNumber' in input ? input.SerialNumber : undefined
}
