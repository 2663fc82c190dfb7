import type { ClockReading } from '../core/credentials.js'
import {
  satisfiesMinTtl,
  INTERMEDIATE_MARGIN_SECONDS,
  hasDefaultMargin,
  LAST_STEP_MARGIN_SECONDS,
  secondsLeft,
  type Lifespan,
} from '../core/time/freshness.js'
import type { Plan } from '../core/plan.js'
import type { Step } from '../core/step.js'

/** Times of issue, milliseconds since 1970: sessions issued earlier do not count. */
export interface EarliestIssue {
  lastStep: number
  intermediateSteps: number
}

/** Every cached session counts, whatever its age. */
const ANY_ISSUE: EarliestIssue = { lastStep: 0, intermediateSteps: 0 }

/** What a request demands of a cached session. */
export interface HitOptions {
  /** Seconds that the session of the last step must still be valid. */
  minTtl?: number | undefined
  since?: EarliestIssue
}

/** Tolerance for the clocks of this machine and of STS. */
const CLOCK_SLACK_SECONDS = 60

/**
 * The one rule of a cache hit: true if a session answers step `index` of a plan; -1 is the
 * source itself. The last step's session goes to the consumer, so it needs a margin or
 * `minTtl`, and must not live longer than the user asked for; an intermediate step's session only
 * has to last for one STS call.
 *
 * The fast path uses this module, so it must stay free of heavy imports.
 */
export function isHit(
  session: Lifespan,
  index: number,
  { steps }: Pick<Plan, 'steps'>,
  now: Omit<ClockReading, 'serverOffset'>,
  { minTtl, since = ANY_ISSUE }: HitOptions = {},
): boolean {
  const isLast = index === steps.length - 1
  if (!isIssuedSince(session, isLast, since)) return false
  if (!isLast) return hasDefaultMargin(session, now, INTERMEDIATE_MARGIN_SECONDS)
  const step = steps[index]
  // The cache key of a GetSessionToken session does not contain its duration, so that profiles can
  // share it: it may be shorter than a new one would be. All other keys contain the duration.
  const seconds = step?.operation === 'GetSessionToken' ? step.input.DurationSeconds : undefined
  if (livesTooLong(session, step, now)) return false
  return minTtl === undefined
    ? hasDefaultMargin(session, now, LAST_STEP_MARGIN_SECONDS)
    : satisfiesMinTtl(session, now, minTtl, seconds)
}

/**
 * True if a cached session is better than an error: it is not a hit, but it is still valid, and the
 * request does not ask for a newer one.
 */
export function isLastResort(
  session: Lifespan,
  index: number,
  { steps }: Pick<Plan, 'steps'>,
  now: Omit<ClockReading, 'serverOffset'>,
  since: EarliestIssue,
): boolean {
  const isLast = index === steps.length - 1
  if (!isIssuedSince(session, isLast, since)) return false
  if (isLast && livesTooLong(session, steps[index], now)) return false
  return secondsLeft(session, now) > INTERMEDIATE_MARGIN_SECONDS
}

/** True if the user asked for a shorter session. */
function livesTooLong(
  session: Lifespan,
  step: Step | undefined,
  now: Omit<ClockReading, 'serverOffset'>,
): boolean {
  if (step?.operation !== 'GetSessionToken' || !step.isBounded) return false
  return secondsLeft(session, now) > step.input.DurationSeconds + CLOCK_SLACK_SECONDS
}

function isIssuedSince({ issued }: Lifespan, isLast: boolean, since: EarliestIssue): boolean {
  return issued.at >= (isLast ? since.lastStep : since.intermediateSteps)
}
