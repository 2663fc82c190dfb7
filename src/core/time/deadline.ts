/**
 * Starts a time limit that several waits share.
 * @param monotonicMs reads a clock that never goes back, in milliseconds
 * @returns reads the milliseconds that are left, 0 after the limit
 */
export function startDeadline(limitMs: number, monotonicMs: () => number): () => number {
  const end = monotonicMs() + limitMs
  return () => Math.max(0, end - monotonicMs())
}
