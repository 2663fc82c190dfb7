/** How well a text answers what was typed, and which of its UTF-16 units did. */
export interface Match {
  score: number
  positions: readonly number[]
}

const [START, CONSECUTIVE, WORD_START, FURTHEST] = [10, 16, 8, 10]

/** What was typed, as words in lower case. */
export function wordsOf(typed: string): string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean)
}

/**
 * Matches word by word, in any order: a word is found as a whole, or else, near the start, as letters in its order.
 * @param words in lower case; none match everything
 * @param text in lower case
 * @param loose how many of its units may be matched letter by letter
 * @returns undefined where a word is not in it
 */
export function fuzzyMatch(
  words: readonly string[],
  text: string,
  loose = text.length,
): Match | undefined {
  let score = 0
  const positions: number[] = []
  for (const word of words) {
    const found = wholly(word, text) ?? scattered(word, text.slice(0, loose))
    if (!found) return undefined
    score += scoreOf(found, text)
    positions.push(...found)
  }
  return { score, positions }
}

/** The place where it begins a word, rather than the first place. */
function wholly(word: string, text: string): number[] | undefined {
  const first = text.indexOf(word)
  if (first === -1) return undefined
  let at = first
  while (at !== -1 && !startsWord(text, at)) at = text.indexOf(word, at + 1)
  const from = at === -1 ? first : at
  const positions: number[] = []
  for (let index = 0; index < word.length; index += 1) positions.push(from + index)
  return positions
}

/** Forward to the first end, then backward from it: of all the places that end there, the shortest. */
function scattered(word: string, text: string): number[] | undefined {
  let end = -1
  for (let index = 0; index < word.length; index += 1) {
    end = text.indexOf(word.charAt(index), end + 1)
    if (end === -1) return undefined
  }
  const positions: number[] = []
  for (let index = word.length - 1, at = end; index >= 0; index -= 1, at -= 1) {
    at = text.lastIndexOf(word.charAt(index), at)
    positions.unshift(at)
  }
  return positions
}

/** More for the start of the text and of its words, and for letters in a row; less for every letter skipped. */
function scoreOf(positions: readonly number[], text: string): number {
  let score = 0
  let before = -1
  for (const at of positions) {
    if (at === 0) score += START
    else if (startsWord(text, at)) score += WORD_START
    if (before !== -1) {
      score += at === before + 1 ? CONSECUTIVE : -Math.min(at - before - 1, FURTHEST)
    }
    before = at
  }
  return score
}

/** Separators are ASCII; every other character counts as a letter. By code: this runs for each of 10,000 names at every key. */
function startsWord(text: string, at: number): boolean {
  if (at === 0) return true
  const code = text.charCodeAt(at - 1)
  const isDigit = code >= 0x30 && code <= 0x39
  const isLetter = code >= 0x61 && code <= 0x7a
  return code < 0x80 && !isDigit && !isLetter
}
