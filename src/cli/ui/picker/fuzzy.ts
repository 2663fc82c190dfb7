/** How well a text matches the filter, and which of its UTF-16 units do. */
export interface Match {
  score: number
  positions: readonly number[]
}

const START_BONUS = 10
const CONSECUTIVE_BONUS = 16
const WORD_START_BONUS = 8
/** A gap costs its length, at most this. */
const MAX_GAP_PENALTY = 10

/** The filter as terms in lower case. */
export function termsOf(typed: string): string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean)
}

/**
 * Matches term by term, in any order: a term matches as a substring or else, near the start of the
 * text, as a subsequence.
 * @param terms in lower case; an empty list matches everything
 * @param text in lower case
 * @param loose UTF-16 units from the start of the text in which a subsequence must lie: the name
 * @returns undefined if a term does not match
 */
export function fuzzyMatch(
  terms: readonly string[],
  text: string,
  loose = text.length,
): Match | undefined {
  let score = 0
  const positions: number[] = []
  for (const term of terms) {
    const found = matchSubstring(term, text) ?? matchSubsequence(term, text.slice(0, loose))
    if (!found) return undefined
    score += scoreOf(found, text)
    positions.push(...found)
  }
  return { score, positions }
}

/** Prefers the first place at the start of a word. */
function matchSubstring(term: string, text: string): number[] | undefined {
  const first = text.indexOf(term)
  if (first === -1) return undefined
  let at = first
  while (at !== -1 && !startsWord(text, at)) at = text.indexOf(term, at + 1)
  const from = at === -1 ? first : at
  const positions: number[] = []
  for (let index = 0; index < term.length; index += 1) positions.push(from + index)
  return positions
}

/** Finds where the first match ends, then goes back from there to make it as short as possible. */
function matchSubsequence(term: string, text: string): number[] | undefined {
  let end = -1
  for (let index = 0; index < term.length; index += 1) {
    end = text.indexOf(term.charAt(index), end + 1)
    if (end === -1) return undefined
  }
  const positions: number[] = []
  for (let index = term.length - 1, at = end; index >= 0; index -= 1, at -= 1) {
    at = text.lastIndexOf(term.charAt(index), at)
    positions.unshift(at)
  }
  return positions
}

/** Rewards the start of the text and of its words, and letters in a row; penalises gaps. */
function scoreOf(positions: readonly number[], text: string): number {
  let score = 0
  let before = -1
  for (const at of positions) {
    if (at === 0) score += START_BONUS
    else if (startsWord(text, at)) score += WORD_START_BONUS
    if (before !== -1) {
      score += at === before + 1 ? CONSECUTIVE_BONUS : -Math.min(at - before - 1, MAX_GAP_PENALTY)
    }
    before = at
  }
  return score
}

/**
 * True after a blank or ASCII punctuation; no other character separates words. It compares codes
 * because it runs for each of 10,000 names at every key.
 */
function startsWord(text: string, at: number): boolean {
  if (at === 0) return true
  const code = text.charCodeAt(at - 1)
  const isDigit = code >= 0x30 && code <= 0x39
  const isLetter = code >= 0x61 && code <= 0x7a
  return code < 0x80 && !isDigit && !isLetter
}
