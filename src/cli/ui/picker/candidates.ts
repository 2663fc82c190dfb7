import { parseRoleArn } from '../../../core/arn.js'
import { fuzzyMatch, termsOf } from './fuzzy.js'
import { weightAt, type Usage } from './usage.js'
import { nearest } from '../../../core/did-you-mean.js'
import type { AssignedRole } from '../../../aws-files/assigned-roles.js'
import type { Keys } from '../../../aws-files/keys.js'
import { KEY_PREFIX } from '../../../aws-files/profile.js'

/** A profile or role as the search sees it. */
export interface Candidate {
  name: string
  /** What the files call its role; '' if they do not. */
  role: string
  /** Lower case: the name, then other words that the user may search for. */
  text: string
  /** How often and how recently it was used; 0 for never. */
  weight: number
}

/** A candidate that matches the filter, with the matching characters. */
export interface SearchHit {
  candidate: Candidate
  /** UTF-16 units of the name to highlight. */
  positions: readonly number[]
}

/** The candidates that match a filter, the best first. */
export interface SearchResult {
  hits: readonly SearchHit[]
  /** Nothing contains what was typed; these names are similar. None may be chosen unasked. */
  isGuess: boolean
}

/**
 * @param accountNames by their twelve digits
 * @param now milliseconds since 1970
 */
export function profileCandidates(
  profiles: ReadonlyMap<string, Keys>,
  usages: ReadonlyMap<string, Usage>,
  accountNames: ReadonlyMap<string, string>,
  now: number,
): Candidate[] {
  return [...profiles].map(([name, keys]) => {
    const key = (wanted: string): string =>
      (keys.get(KEY_PREFIX + wanted) ?? keys.get(wanted))?.value ?? ''
    const arn = parseRoleArn(key('role_arn'))
    const [role, account] = arn
      ? [arn.role, arn.account]
      : [ofSignIn(keys, 'sso_role_name'), ofSignIn(keys, 'sso_account_id')]
    const words = [name, role, account, accountNames.get(account) ?? '']
    const text = words.join(' ').toLowerCase()
    return { name, role, text, weight: weightAt(usages.get(name), now) }
  })
}

/**
 * The roles of IAM Identity Center that no profile is for.
 * @param profiles the candidates that are there already
 */
export function roleCandidates(
  roles: readonly AssignedRole[],
  profiles: ReadonlyMap<string, Keys>,
  usages: ReadonlyMap<string, Usage>,
  now: number,
): Candidate[] {
  const covered = new Set(
    [...profiles.values()].map((keys) =>
      [ofSignIn(keys, 'sso_account_id'), ofSignIn(keys, 'sso_role_name')].join('/'),
    ),
  )
  return roles
    .filter(({ account, role }) => !covered.has(`${account.id}/${role}`))
    .map(({ name, account, role }) => {
      const words = [name, role, account.id, account.name ?? '']
      const text = words.join(' ').toLowerCase()
      return { name, role, text, weight: weightAt(usages.get(name), now) }
    })
}

/** A key of IAM Identity Center, as rolecall, the SDKs or granted write it. */
function ofSignIn(keys: Keys, key: string): string {
  const found = keys.get(KEY_PREFIX + key) ?? keys.get(key) ?? keys.get(`granted_${key}`)
  return found?.value ?? ''
}

/** Bonus for a match that lies in the name: more than most matches elsewhere. */
const NAME_BONUS = 40
/** Most that usage adds: as much as a letter or two. */
const MAX_USAGE_BONUS = 20

/**
 * The candidates that match the filter, best first. Without a filter, all of them: the used ones
 * first, the others in the order of the file.
 */
export function search(candidates: readonly Candidate[], typed: string): SearchResult {
  const terms = termsOf(typed)
  const scored: (SearchHit & { order: number; score: number })[] = []
  for (const [order, candidate] of candidates.entries()) {
    const { name, text, weight } = candidate
    const match = fuzzyMatch(terms, text, name.length)
    if (!match) continue
    const { positions } = match
    const inName = positions.every((at) => at < name.length)
    const usage = terms.length === 0 ? weight : Math.min(MAX_USAGE_BONUS, 4 * weight)
    const length = terms.length === 0 ? 0 : Math.min(name.length, 60) / 20
    const score = match.score + usage + (inName ? NAME_BONUS : 0) - length
    scored.push({ candidate, positions, order, score })
  }
  if (scored.length === 0) return { hits: similar(candidates, typed.trim()), isGuess: true }
  scored.sort((a, b) => b.score - a.score || a.order - b.order)
  return { hits: scored, isGuess: false }
}

/**
 * As {@link search}, for a word of the command line that was meant as a complete name. If no
 * candidate contains it, names that differ by a typo come first, then those that only have its
 * letters in this order.
 */
export function searchWord(candidates: readonly Candidate[], word: string): SearchResult {
  const found = search(candidates, word)
  const terms = termsOf(word)
  const has = ({ candidate }: SearchHit): boolean =>
    terms.every((term) => candidate.text.includes(term))
  if (found.isGuess || found.hits.some(has)) return found
  const near = similar(candidates, word.trim())
  const isNear = ({ candidate }: SearchHit): boolean =>
    near.some((hit) => hit.candidate === candidate)
  return { hits: [...near, ...found.hits.filter((hit) => !isNear(hit))], isGuess: true }
}

function similar(candidates: readonly Candidate[], typed: string): SearchHit[] {
  const names = nearest(
    typed,
    candidates.map(({ name }) => name),
  )
  return names.flatMap((name) => {
    const candidate = candidates.find((each) => each.name === name)
    return candidate ? [{ candidate, positions: [] }] : []
  })
}
