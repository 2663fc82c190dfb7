import { propertiesOf } from '../grammar.js'
import { KEY_PREFIX } from '../profile.js'
import { indentationAt, lineBreakAt, type TextEdit } from '../text-edit.js'
import { MARKS, type ProfileKeys } from './section.js'

/**
 * Edits that adopt a profile. The two new lines go below the header with the indentation of the
 * first key: botocore would read a line that is indented deeper than the one above as its
 * continuation.
 */
export function adoptionEdits(
  text: string,
  { sections, visible }: ProfileKeys,
  command: string,
): TextEdit[] {
  const section =
    sections.find(({ body, end }) => visible.some(({ start }) => start >= body && start < end)) ??
    sections[0]
  if (!section) return []
  const [first] = propertiesOf(text, section)
  const indentation = first ? indentationAt(text, first.start) : ''
  const lineBreak = lineBreakAt(text, section.body)
  const lines = [MARKS[0], `${indentation}credential_process = ${command}`]
  const isHeaderUnterminated = !text.slice(section.start, section.body).endsWith('\n')
  const insert = isHeaderUnterminated
    ? lines.map((line) => lineBreak + line).join('')
    : lines.map((line) => line + lineBreak).join('')
  return [
    { at: section.body, remove: 0, insert },
    ...visible.map(({ start }) => {
      return { at: start + indentationAt(text, start).length, remove: 0, insert: KEY_PREFIX }
    }),
  ]
}

/** Edits that remove the inserted lines, marked or written by hand, and every prefix. */
export function ejectionEdits(text: string, { prefixed, processLines }: ProfileKeys): TextEdit[] {
  return [
    ...processLines.map(({ start, end }) => lineRemoval(text, startWithMark(text, start), end)),
    ...prefixed.map(({ start }) => {
      const at = start + indentationAt(text, start).length
      return { at, remove: KEY_PREFIX.length, insert: '' }
    }),
  ]
}

/** True if rolecall wrote the profile's `credential_process` line. */
export function isMarked(text: string, { processLines }: ProfileKeys): boolean {
  return processLines.some(({ start }) => startWithMark(text, start) < start)
}

/** @returns the start of the line before this one if that is a mark, else `start` */
function startWithMark(text: string, start: number): number {
  const before = text.lastIndexOf('\n', start - 2) + 1
  const line = text.slice(before, start).trimEnd()
  return MARKS.some((mark) => line === mark) ? before : start
}

/** Removes lines with the line break after them; at the end of the text, with the one before. */
function lineRemoval(text: string, start: number, end: number): TextEdit {
  const next = text.indexOf('\n', end)
  if (next !== -1) return { at: start, remove: next + 1 - start, insert: '' }
  const lineBreak = lineBreakAt(text, start)
  const at = start - (text.slice(0, start).endsWith(lineBreak) ? lineBreak.length : 0)
  return { at, remove: text.length - at, insert: '' }
}
