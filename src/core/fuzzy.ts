/** How well a text answers what was typed, and which of its UTF-16 units did. */
export interface Match {
  score: number
  positions: number[]
}

const [START, CONSECUTIVE, WORD_START, GAP] = [16, 8, 6, 1]

/**
 * Matches word by word, in any order, case aside: a word is found as a whole, or else as letters in its order.
 * @param typed nothing but blanks matches everything
 * @param text in lower case
 * @returns undefined where a word is not in it
 */
export function fuzzyMatch(typed: string, text: string): Match | undefined {
  const match: Match = { score: 0, positions: [] }
  for (const word of typed.toLowerCase().split(/\s+/)) {
    if (word === '') continue
    const positions = wholly(word, text) ?? scattered(word, text)
    if (!positions) return undefined
    match.score += scoreOf(positions, text)
    match.positions.push(...positions)
  }
  return match
}

/** The place where it begins a word, rather than the first place. */
function wholly(word: string, text: string): number[] | undefined {
  const first = text.indexOf(word)
  if (first === -1) return undefined
  let at = first
  while (at !== -1 && !startsWord(text, at)) at = text.indexOf(word, at + 1)
  const from = at === -1 ? first : at
  return Array.from({ length: word.length }, (_, index) => from + index)
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
  positions.forEach((at, index) => {
    const before = positions[index - 1]
    if (at === 0) score += START
    else if (startsWord(text, at)) score += WORD_START
    if (before === undefined) return
    score += at === before + 1 ? CONSECUTIVE : -GAP * Math.min(at - before - 1, 10)
  })
  return score
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))
}
