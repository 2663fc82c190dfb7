/** The timers of one limit, each of which starts when the one before it has fired. */
const PARTS = 5

/**
 * Calls `end` after a time of waiting. On a slow machine, this process may be busy for longer than
 * the limit, for example while it loads the SDK, and a reply that has arrived lies unread. So such
 * a pause counts as one part only, and what has arrived is read before the next part.
 * @param ms milliseconds
 * @returns a function that cancels it
 */
export function afterWaiting(ms: number, end: () => void): () => void {
  let left = PARTS
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = (): void => {
    if (left === 0) return end()
    left -= 1
    timer = setTimeout(next, ms / PARTS)
  }
  next()
  return () => clearTimeout(timer)
}
