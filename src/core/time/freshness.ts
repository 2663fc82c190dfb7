import type { ClockReading, Session } from '../credentials.js'

/**
 * Minimum remaining time of the last step's session. botocore refreshes below 15 minutes
 * (docs/contracts.md §1.4), so a helper must return credentials that last longer.
 */
export const LAST_STEP_MARGIN_SECONDS = 16 * 60
/** Minimum remaining time of an intermediate step's session, which only signs one STS call. */
export const INTERMEDIATE_MARGIN_SECONDS = 60
/**
 * A background refresh starts when less than this, or half the lifetime if that is shorter,
 * remains.
 */
export const REFRESH_AHEAD_SECONDS = 30 * 60

/**
 * The part of a session that determines its remaining time; session index entries contain it too.
 */
export type Lifespan = Pick<Session, 'expiration' | 'issued'>

/**
 * Remaining time of a session. The local clock may have jumped since the session was issued, so
 * this is the minimum of two readings: the wall clock, corrected by the offset seen at issue, and
 * the uptime since issue, if the machine has not rebooted.
 * @returns seconds, negative after the expiry
 */
export function secondsLeft(session: Lifespan, now: Omit<ClockReading, 'serverOffset'>): number {
  const expiry = Date.parse(session.expiration)
  const byWallClock = (expiry - (now.at + session.issued.serverOffset)) / 1000
  if (!session.issued.bootId || session.issued.bootId !== now.bootId) return byWallClock
  const byUptime = lifetime(session) - (now.uptime - session.issued.uptime)
  return Math.min(byWallClock, byUptime)
}

/** Time from issue to expiry by STS's clock, in seconds. */
export function lifetime(session: Lifespan): number {
  const { at, serverOffset } = session.issued
  return (Date.parse(session.expiration) - (at + serverOffset)) / 1000
}

/**
 * True if more than the margin, or half the lifetime if that is shorter, remains of a session. Half
 * the lifetime lets a short session be used for a while before it is renewed.
 * @param margin minimum remaining time in seconds: {@link LAST_STEP_MARGIN_SECONDS} or
 * {@link INTERMEDIATE_MARGIN_SECONDS}
 */
export function hasDefaultMargin(
  session: Lifespan,
  now: Omit<ClockReading, 'serverOffset'>,
  margin: number = LAST_STEP_MARGIN_SECONDS,
): boolean {
  return secondsLeft(session, now) > Math.min(margin, lifetime(session) / 2)
}

/**
 * True if more than the time that `--min-ttl` requires remains. Unlike {@link hasDefaultMargin}, it
 * accepts half the lifetime only if the complete lifetime is no longer than that time, because a
 * new session would not last longer.
 * @param newLifetime seconds that a new session would last, if that is known to differ
 */
export function satisfiesMinTtl(
  session: Lifespan,
  now: Omit<ClockReading, 'serverOffset'>,
  seconds: number,
  newLifetime = 0,
): boolean {
  const total = Math.max(lifetime(session), newLifetime)
  return secondsLeft(session, now) > (seconds < total ? seconds : total / 2)
}

/** True if a session has the default margin, but little enough time for a background refresh. */
export function isDueForRefresh(
  session: Lifespan,
  now: Omit<ClockReading, 'serverOffset'>,
): boolean {
  return hasDefaultMargin(session, now) && !hasDefaultMargin(session, now, REFRESH_AHEAD_SECONDS)
}
