import { RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import type { Terminal } from '../../../system/terminal/terminal.js'
import { searchWord, type SearchHit } from './candidates.js'
import { describeRow, type PickerOptions, type Row } from './rows.js'

/** As many as a listener can remember when a screen reader reads them aloud. */
const MAX_SHOWN = 20

const PROMPT_TIMEOUT_MS = 600_000

/**
 * The picker as plain lines, for screen readers and dumb terminals: a numbered list, then a prompt
 * for the number or a part of the name.
 * @throws RolecallError 'interrupted'
 */
export async function numberedPicker(
  { noun, candidates, rowOf, typed }: PickerOptions,
  terminal: Terminal,
): Promise<string> {
  for (let filter = typed; ;) {
    const { hits, isGuess } = searchWord(candidates, filter)
    const shown = hits.slice(0, MAX_SHOWN)
    const answer = await terminal.ask(
      [
        introduction(hits.length, shown.length, isGuess ? filter : undefined, noun),
        ...numbered(shown, rowOf),
        QUESTION,
      ],
      { timeoutMs: PROMPT_TIMEOUT_MS },
    )
    const text = answer.trim()
    const hit = /^\d{1,2}$/.test(text) ? shown[Number(text) - 1] : undefined
    if (hit) return hit.candidate.name
    const exact = candidates.find(({ name }) => name === text)
    if (exact) return exact.name
    if (text === '') throw new RolecallError('interrupted', `no ${noun} was chosen`)
    filter = text
  }
}

const QUESTION = 'Number, or part of a name: '

/** @param unmatched the filter, if nothing matches it */
function introduction(
  count: number,
  shown: number,
  unmatched: string | undefined,
  noun: string,
): string {
  if (unmatched !== undefined) {
    return `No ${noun} matches ${unmatched}${shown > 0 ? '; similar names:' : '.'}`
  }
  const all = counted(count, noun)
  return shown < count ? `${all}, showing the first ${shown}:` : `${all}:`
}

function numbered(hits: readonly SearchHit[], rowOf: (profile: string) => Row): string[] {
  return hits.map(
    ({ candidate }, index) => `${index + 1}. ${describeRow(rowOf(candidate.name), 500)}`,
  )
}
