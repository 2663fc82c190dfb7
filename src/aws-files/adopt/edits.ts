import { MARK, type ProfileKeys } from './section.js'
import { propertiesOf } from '../grammar.js'
import { PREFIX } from '../profile.js'
import { indentationAt, lineBreakAt, type Splice } from '../text-edit.js'

/** The two lines stand below the header, indented like what follows: deeper, botocore would take it for a continuation. */
export function adoptionOf(
  text: string,
  { sections, open }: ProfileKeys,
  command: string,
): Splice[] {
  const section =
    sections.find(({ body, end }) => open.some(({ start }) => start >= body && start < end)) ??
    sections[0]
  if (!section) return []
  const [first] = propertiesOf(text, section)
  const indentation = first ? indentationAt(text, first.start) : ''
  const lineBreak = lineBreakAt(text, section.body)
  const lines = [MARK, `${indentation}credential_process = ${command}`]
  const atEnd = !text.slice(section.start, section.body).endsWith('\n')
  const insert = atEnd
    ? lines.map((line) => lineBreak + line).join('')
    : lines.map((line) => line + lineBreak).join('')
  return [
    { at: section.body, remove: 0, insert },
    ...open.map(({ start }) => {
      return { at: start + indentationAt(text, start).length, remove: 0, insert: PREFIX }
    }),
  ]
}

/** Takes away both lines, or the one that somebody wrote by hand, and hides nothing any more. */
export function ejectionOf(text: string, { hidden, asking }: ProfileKeys): Splice[] {
  return [
    ...asking.map(({ start, end }) => withoutLines(text, markBefore(text, start), end)),
    ...hidden.map(({ start }) => {
      const at = start + indentationAt(text, start).length
      return { at, remove: PREFIX.length, insert: '' }
    }),
  ]
}

/** Whether it was rolecall that wrote the line by which SDKs ask it. */
export function isMarked(text: string, { asking }: ProfileKeys): boolean {
  return asking.some(({ start }) => markBefore(text, start) < start)
}

/** @returns where our mark begins, if it is the line before this one; else the start of this one */
function markBefore(text: string, start: number): number {
  const before = text.lastIndexOf('\n', start - 2) + 1
  return text.slice(before, start).trimEnd() === MARK ? before : start
}

/** Whole lines: with the line break behind them, or, at the end of the text, the one in front of them. */
function withoutLines(text: string, start: number, end: number): Splice {
  const next = text.indexOf('\n', end)
  if (next !== -1) return { at: start, remove: next + 1 - start, insert: '' }
  const lineBreak = lineBreakAt(text, start)
  const at = start - (text.slice(0, start).endsWith(lineBreak) ? lineBreak.length : 0)
  return { at, remove: text.length - at, insert: '' }
}
