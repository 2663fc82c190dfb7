import { cacheKeys } from '../plan/cache-key.js'
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

/** Whether carrying out the plan would prompt for an MFA code. */
export function asksForCode(plan: Plan, states: readonly StepState[]): boolean {
  const lastCached = states.findLastIndex((state) => state.secondsLeft !== undefined)
  return plan.mfaProcess === undefined && plan.steps.slice(lastCached + 1).some(mfaSerialOf)
}

/** @returns undefined for a step without an MFA code */
export function mfaSerialOf({ input }: Step): string | undefined {
  return 'SerialNumber' in input ? input.SerialNumber : undefined
}
