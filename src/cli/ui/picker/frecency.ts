/** How often and how lately something was used, as one number that fades. */
export interface Usage {
  /** Uses, each worth 1 when it happens and half of that {@link HALF_LIFE} later; as of {@link at}. */
  weight: number
  /** Milliseconds since 1970. */
  at: number
}

/** Milliseconds. A role used daily last week and one used twice today are about equal. */
const HALF_LIFE = 4 * 86_400_000

/** @param now milliseconds since 1970 */
export function weightAt(usage: Usage | undefined, now: number): number {
  if (!usage) return 0
  // A clock that went back must not make the past weigh more than it did.
  return usage.weight * 0.5 ** (Math.max(0, now - usage.at) / HALF_LIFE)
}

/** The same after one more use. */
export function usedAgain(usage: Usage | undefined, now: number): Usage {
  return { weight: weightAt(usage, now) + 1, at: now }
}
