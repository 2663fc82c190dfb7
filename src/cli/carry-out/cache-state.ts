import { cacheKeys, lastKey, routesOf } from '../../plan/cache-key.js'
import { codeProgramWords } from '../../core/code-program.js'
import type { ClockReading } from '../../core/credentials.js'
import { secondsLeft } from '../../core/time/freshness.js'
import type { Plan } from '../../core/plan.js'
import type { Step } from '../../core/step.js'
import type { IndexEntry } from '../../secrets/secret-index.js'
import { isHit, type HitOptions } from '../../session/hit-rule.js'

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
  options: Pick<HitOptions, 'minTtl'> = {},
): StepState[] {
  const keys = cacheKeys(plan)
  const routes = keys.length > 0 ? [] : routesOf(plan)
  return plan.steps.map((_, index) => {
    const entry = entries.find(({ key, route }) =>
      keys.length > 0 ? key === keys[index] : route === routes[index],
    )
    return entry && isHit(entry, index, plan, now, options)
      ? { secondsLeft: secondsLeft(entry, now) }
      : {}
  })
}

/** Seconds left of the cached session that answers a plan; undefined as in {@link StepState}. */
export function lastSecondsLeft(
  plan: Plan,
  entries: readonly IndexEntry[],
  now: Omit<ClockReading, 'serverOffset'>,
  options: Pick<HitOptions, 'minTtl'> = {},
): number | undefined {
  if (plan.steps.length > 0) return stepStates(plan, entries, now, options).at(-1)?.secondsLeft
  const key = lastKey(plan)
  const entry = key === undefined ? undefined : entries.find((each) => each.key === key)
  return entry && isHit(entry, -1, plan, now, options) ? secondsLeft(entry, now) : undefined
}

/**
 * Whether carrying out the plan would prompt for an MFA code.
 * @param hasSeed whether a device's seed is stored
 */
export function asksForCode(
  plan: Plan,
  states: readonly StepState[],
  hasSeed: (serial: string) => boolean,
): boolean {
  const lastCached = states.findLastIndex((state) => state.secondsLeft !== undefined)
  return plan.steps.slice(lastCached + 1).some((step) => {
    const serial = mfaSerialOf(step)
    return serial !== undefined && codeSupplier(plan, hasSeed(serial)) === undefined
  })
}

/** What supplies the code instead of the user, for messages; undefined if nothing does. */
export function codeSupplier(
  { mfaProcess, mfaProgram }: Pick<Plan, 'mfaProcess' | 'mfaProgram'>,
  isSeedStored: boolean,
): string | undefined {
  if (mfaProgram) return codeProgramWords(mfaProgram, '')[0]
  if (mfaProcess !== undefined) return 'mfa_process'
  return isSeedStored ? 'the stored seed' : undefined
}

/** @returns undefined for a step without an MFA code */
export function mfaSerialOf({ input }: Step): string | undefined {
  return 'SerialNumber' in input ? input.SerialNumber : undefined
}
