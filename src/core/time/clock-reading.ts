import type { ClockReading } from '../credentials.js'

/** The `Date` header has whole seconds, so that a smaller offset means nothing. */
const MIN_OFFSET_MS = 2000

/**
 * The clocks at the moment of an answer. With the offset of the server's clock, a session ends when
 * AWS ends it, even if the local clock is wrong.
 * @param servedAt time of the answer by its `Date` header, milliseconds since 1970
 */
export function clockReading(
  now: Omit<ClockReading, 'serverOffset'>,
  servedAt: number | undefined,
): ClockReading {
  const offset = servedAt === undefined ? 0 : servedAt - now.at
  return { ...now, serverOffset: Math.abs(offset) < MIN_OFFSET_MS ? 0 : offset }
}
