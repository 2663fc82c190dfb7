import { parseRoleArn } from '../../../core/arn.js'
import { fuzzyMatch, wordsOf } from './fuzzy.js'
import { weightAt, type Usage } from './frecency.js'
import { nearest } from '../../../core/did-you-mean.js'
import type { Keys } from '../../../aws-files/aws-files.js'
import { KEY_PREFIX } from '../../../aws-files/profile.js'

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
    const key = (wanted: string): string =>
      (keys.get(KEY_PREFIX + wanted) ?? keys.get(wanted))?.value ?? ''
    const arn = parseRoleArn(key('role_arn'))
    const [role, account] = arn
      ? [arn.role, arn.account]
      : [key('sso_role_name'), key('sso_account_id')]
    const words = [name, role, account, aliases.get(account) ?? '']
    return { name, text: words.join(' ').toLowerCase(), weight: weightAt(usages.get(name), now) }
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
  const words = wordsOf(typed)
  const scored: (Found & { order: number; score: number })[] = []
  for (const [order, candidate] of candidates.entries()) {
    const { name, text, weight } = candidate
    const match = fuzzyMatch(words, text, name.length)
    if (!match) continue
    const { positions } = match
    const inName = positions.every((at) => at < name.length)
    const habit = words.length === 0 ? weight : Math.min(HABIT, 4 * weight)
    const brevity = words.length === 0 ? 0 : Math.min(name.length, 60) / 20
    const score = match.score + habit + (inName ? IN_NAME : 0) - brevity
    scored.push({ candidate, positions, order, score })
  }
  if (scored.length === 0) return { found: alike(candidates, typed.trim()), isGuess: true }
  scored.sort((a, b) => b.score - a.score || a.order - b.order)
  return { found: scored, isGuess: false }
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
