import { fuzzyMatch } from '../../core/fuzzy.js'
import { weightAt, type Usage } from '../../core/frecency.js'
import { nearest } from '../../config/nearest.js'
import type { Keys } from '../../config/aws-file.js'

/** A profile as it is searched for. */
export interface Candidate {
  name: string
  /** Lower case: the name, then what else a person may know it by. */
  text: string
  /** How often and how lately it was used; 0 for never. */
  weight: number
}

export interface Found {
  candidate: Candidate
  /** What to emphasise, as UTF-16 units of the name. */
  positions: readonly number[]
}

export interface Findings {
  found: readonly Found[]
  /** Nothing matches, and these are spelt alike. */
  isGuess: boolean
}

/** Keys, with and without our prefix, whose values a person may type to find a profile. */
const KNOWN_BY = ['role_arn', 'sso_account_id', 'sso_account_name', 'sso_role_name']

/**
 * @param aliases of accounts, by their twelve digits
 * @param now milliseconds since 1970
 */
export function candidatesOf(
  profiles: ReadonlyMap<string, Keys>,
  usages: ReadonlyMap<string, Usage>,
  aliases: ReadonlyMap<string, string>,
  now: number,
): Candidate[] {
  return [...profiles].map(([name, keys]) => {
    const known = KNOWN_BY.map((key) => (keys.get(`rolecall_${key}`) ?? keys.get(key))?.value)
    const alias = aliases.get(/\d{12}/.exec(known.join(' '))?.[0] ?? '')
    const text = [name, ...known, alias].filter(Boolean).join(' ').toLowerCase()
    return { name, text, weight: weightAt(usages.get(name), now) }
  })
}

/** Worth more than the best match elsewhere. */
const IN_NAME = 40
/** What a habit can outweigh at most: a letter or two. */
const HABIT = 20

/**
 * The candidates that answer what was typed, best first; without anything typed, all of them, those in use
 * first, the others in the order of the file.
 */
export function search(candidates: readonly Candidate[], typed: string): Findings {
  const scored = candidates.flatMap((candidate, order) => {
    const { name, text, weight } = candidate
    const match = fuzzyMatch(typed, text)
    if (!match) return []
    const inName = match.positions.every((at) => at < name.length)
    const habit = Math.min(HABIT, 4 * weight)
    const score = match.score + habit + (inName ? IN_NAME : 0) - Math.min(name.length, 60) / 20
    return [{ candidate, positions: match.positions, order, score }]
  })
  const byScore = typed.trim() !== ''
  scored.sort((a, b) =>
    byScore
      ? b.score - a.score || a.order - b.order
      : b.candidate.weight - a.candidate.weight || a.order - b.order,
  )
  if (scored.length > 0) return { found: scored, isGuess: false }
  return { found: alike(candidates, typed.trim()), isGuess: true }
}

function alike(candidates: readonly Candidate[], typed: string): Found[] {
  const names = nearest(
    typed,
    candidates.map(({ name }) => name),
  )
  return names.flatMap((name) => {
    const candidate = candidates.find((each) => each.name === name)
    return candidate ? [{ candidate, positions: [] }] : []
  })
}
