import { cacheKeys } from '../core/cache-key.js'
import type { Moment } from '../core/credentials.js'
import { isFresh, LEAF_MARGIN, PARENT_MARGIN, secondsLeft } from '../core/freshness.js'
import type { Plan } from '../core/plan.js'
import type { SideFile } from '../secrets/session-index.js'
import type { StepState } from './commands/explain/diagram.js'

/** What the side files say of each step of a plan: no store is opened. */
export function stepStates(
  plan: Plan,
  sides: readonly SideFile[],
  now: Omit<Moment, 'serverOffset'>,
): StepState[] {
  return cacheKeys(plan).map((key, index) => {
    const side = sides.find((each) => each.key === key)
    const margin = index === plan.steps.length - 1 ? LEAF_MARGIN : PARENT_MARGIN
    return side && isFresh(side, now, margin) ? { secondsLeft: secondsLeft(side, now) } : {}
  })
}
