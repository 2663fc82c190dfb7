import { distance } from 'fastest-levenshtein'

const MAX_SUGGESTIONS = 3

/**
 * Finds the known names that are similar to a misspelt one, ignoring case. The fast path must not
 * import this module: the library allocates a table of 256 KiB when it is loaded.
 * @returns at most three: the nearest first, none that differs in more than a third of the name;
 * then those that start with the name, such as `prod-ro` for `prod`
 */
export function nearest(name: string, candidates: readonly string[]): string[] {
  const similar = similarNames(name, candidates)
  const longer = candidates.filter((candidate) => isStartOf(name, candidate))
  return [...new Set([...similar, ...longer])].slice(0, MAX_SUGGESTIONS)
}

/** Names of one letter start too many others. */
function isStartOf(name: string, candidate: string): boolean {
  return name.length > 1 && candidate.toLowerCase().startsWith(name.toLowerCase())
}

/**
 * The candidates that differ from a name in at most a third of its characters, the nearest first.
 */
export function similarNames(name: string, candidates: readonly string[]): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3))
  return candidates
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => {
      return { candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase(), limit) }
    })
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .map(({ candidate }) => candidate)
}

/**
 * Levenshtein distance in UTF-16 units, but one pair of swapped neighbours counts as a single edit.
 * @param limit distances above it may be too large
 */
function editDistance(from: string, to: string, limit: number): number {
  const plain = distance(from, to)
  // Undoing a swap saves at most one edit.
  if (plain < 2 || plain > limit + 1) return plain
  const swaps = Array.from({ length: Math.max(0, from.length - 1) }, (_, at) => {
    const swapped = from.slice(0, at) + from.charAt(at + 1) + from.charAt(at) + from.slice(at + 2)
    return 1 + distance(swapped, to)
  })
  return Math.min(plain, ...swaps)
}
