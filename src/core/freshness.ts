import type { ClockReading, Session } from './credentials.js'

/** botocore asks again below 15 minutes (contracts §1.4): a helper must answer with more than that. */
export const LAST_STEP_MARGIN_SECONDS = 16 * 60
/** A parent only has to live through one STS call. */
export const INTERMEDIATE_MARGIN_SECONDS = 60
/** Below this, or half its life, a detached refresh starts behind the answer. */
export const REFRESH_AHEAD_SECONDS = 30 * 60

/** What of a session tells how long it lives; the side files of the cache hold it without the secrets. */
export type Lifespan = Pick<Session, 'expiration' | 'issued'>

/**
 * How long a session still lives. The local clock may have jumped since the session was issued, so
 * this is the least of what the clocks say: the wall clock corrected by the offset seen at issue, and,
 * within one boot, the time that has passed since.
 * @returns seconds, negative once expired
 */
export function secondsLeft(session: Lifespan, now: Omit<ClockReading, 'serverOffset'>): number {
  const expiry = Date.parse(session.expiration)
  const byWallClock = (expiry - (now.at + session.issued.serverOffset)) / 1000
  if (!session.issued.bootId || session.issued.bootId !== now.bootId) return byWallClock
  const byUptime = lifetime(session) - (now.uptime - session.issued.uptime)
  return Math.min(byWallClock, byUptime)
}

/** @returns seconds from issue to expiry, by STS's clock */
export function lifetime(session: Lifespan): number {
  const { at, serverOffset } = session.issued
  return (Date.parse(session.expiration) - (at + serverOffset)) / 1000
}

/**
 * Whether a session may be handed out. A session that was issued for less than half an hour cannot keep
 * the full margin: it is fresh for half its life.
 * @param margin seconds that must be left: {@link LAST_STEP_MARGIN_SECONDS} or {@link INTERMEDIATE_MARGIN_SECONDS}
 */
export function isFresh(
  session: Lifespan,
  now: Omit<ClockReading, 'serverOffset'>,
  margin: number = LAST_STEP_MARGIN_SECONDS,
): boolean {
  return secondsLeft(session, now) > Math.min(margin, lifetime(session) / 2)
}

/**
 * Whether a session has so many seconds left, as `--min-ttl` asks. One that had no more when it was issued would be
 * replaced for nothing by another like it: it is good for half its life.
 */
export function hasSecondsLeft(
  session: Lifespan,
  now: Omit<ClockReading, 'serverOffset'>,
  seconds: number,
): boolean {
  const whole = lifetime(session)
  return secondsLeft(session, now) > (seconds < whole ? seconds : whole / 2)
}

/** Whether a session may still be handed out, and yet it is time to issue the next one. */
export function isDueForRefresh(
  session: Lifespan,
  now: Omit<ClockReading, 'serverOffset'>,
): boolean {
  return isFresh(session, now) && !isFresh(session, now, REFRESH_AHEAD_SECONDS)
}
