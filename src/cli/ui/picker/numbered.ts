import { RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import type { Terminal } from '../../../system/terminal/terminal.js'
import { search, type Found } from './candidates.js'
import type { Choice } from './index.js'
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
  { noun, candidates, rowOf, typed }: Choice,
  terminal: Terminal,
): Promise<string> {
  for (let filter = typed; ;) {
    const { found, isGuess } = search(candidates, filter)
    const shown = found.slice(0, PAGE)
    const answer = await terminal.ask(
      [
        introduction(found.length, shown.length, isGuess ? filter : undefined, noun),
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

/** @param unmatched what nothing was found for */
function introduction(
  count: number,
  shown: number,
  unmatched: string | undefined,
  noun: string,
): string {
  if (unmatched !== undefined) {
    return `No ${noun} matches ${unmatched}${shown > 0 ? '; spelt alike:' : '.'}`
  }
  const all = counted(count, noun)
  return shown < count ? `${all}, the first ${shown}:` : `${all}:`
}

function numbered(found: readonly Found[], rowOf: (profile: string) => Row): string[] {
  return found.map(
    ({ candidate }, index) => `${index + 1}. ${describeRow(rowOf(candidate.name), 500)}`,
  )
}
