import { cacheKeys } from '../plan/cache-key.js'
import type { ClockReading } from '../core/credentials.js'
import {
  isFresh,
  LAST_STEP_MARGIN_SECONDS,
  INTERMEDIATE_MARGIN_SECONDS,
  secondsLeft,
} from '../core/freshness.js'
import type { Plan } from '../core/plan.js'
import type { IndexEntry } from '../secrets/session-index.js'
import type { StepState } from './commands/explain/diagram.js'

/** What the side files say of each step of a plan: no store is opened. */
export function stepStates(
  plan: Plan,
  sides: readonly IndexEntry[],
  now: Omit<ClockReading, 'serverOffset'>,
): StepState[] {
  return cacheKeys(plan).map((key, index) => {
    const side = sides.find((each) => each.key === key)
    const margin =
      index === plan.steps.length - 1 ? LAST_STEP_MARGIN_SECONDS : INTERMEDIATE_MARGIN_SECONDS
    return side && isFresh(side, now, margin) ? { secondsLeft: secondsLeft(side, now) } : {}
  })
}
