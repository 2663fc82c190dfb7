import { RolecallError } from '../../core/errors.js'
import { counted } from '../../core/text.js'
import type { Terminal } from '../../host/terminal.js'
import { search, type Candidate, type Found } from './candidates.js'
import { describeRow, type Row } from './row.js'

/** As many as a person keeps in mind who hears them one by one. */
const PAGE = 20

/** Milliseconds. */
const PATIENCE = 600_000

/**
 * The picker as lines that come one after the other, for a screen reader and for terminals that know no more: a
 * numbered list, then the number, or a part of the name.
 * @throws RolecallError 'interrupted'
 */
export async function pickByNumber(
  candidates: readonly Candidate[],
  rowOf: (profile: string) => Row,
  terminal: Terminal,
  typed: string,
): Promise<string> {
  for (let filter = typed; ;) {
    const { found, isGuess } = search(candidates, filter)
    const shown = found.slice(0, PAGE)
    const answer = await terminal.ask(
      [
        ...introduction(found.length, shown.length, isGuess, filter),
        ...numbered(shown, rowOf),
        QUESTION,
      ],
      { deadlineMs: PATIENCE },
    )
    const words = answer.trim()
    const choice = /^\d{1,2}$/.test(words) ? shown[Number(words) - 1] : undefined
    if (choice) return choice.candidate.name
    const exact = candidates.find(({ name }) => name === words)
    if (exact) return exact.name
    if (words === '') throw new RolecallError('interrupted', 'no role was chosen')
    filter = words
  }
}

const QUESTION = 'Number, or part of a name: '

function introduction(count: number, shown: number, isGuess: boolean, filter: string): string[] {
  if (isGuess) return [`No profile matches ${filter}${shown > 0 ? '; spelt alike:' : '.'}`]
  if (shown < count) return [`${count} profiles, the first ${shown}:`]
  return [`${counted(count, 'profile')}:`]
}

function numbered(found: readonly Found[], rowOf: (profile: string) => Row): string[] {
  return found.map(
    ({ candidate }, index) => `${index + 1}. ${describeRow(rowOf(candidate.name), 500)}`,
  )
}
