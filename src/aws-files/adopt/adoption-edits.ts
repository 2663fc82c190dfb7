import { propertiesOf, type Property } from '../properties.js'
import { KEY_PREFIX } from '../profile.js'
import { indentationAt, lineBreakAt, type TextEdit } from '../text-edit.js'
import { parseRolecallCommand } from './recognize-process-command.js'
import { INHERITED_MARK, MARKS, startWithMark, type AdoptionLines } from './section.js'

/**
 * Edits that adopt a profile. The new lines go below the header with the indentation of the first
 * key: botocore would read a line that is indented deeper than the one above as its continuation.
 * @param inherited settings to write into the profile, because SDKs ignore `include_profile`
 */
export function adoptionEdits(
  text: string,
  { sections, visible }: AdoptionLines,
  command: string,
  inherited: readonly [key: string, value: string][] = [],
): TextEdit[] {
  const section =
    sections.find(({ body, end }) => visible.some(({ start }) => start >= body && start < end)) ??
    sections[0]
  if (!section) return []
  const [first] = propertiesOf(text, section)
  const indentation = first ? indentationAt(text, first.start) : ''
  const lineBreak = lineBreakAt(text, section.body)
  const lines = [
    MARKS[0],
    `${indentation}credential_process = ${command}`,
    ...inherited.flatMap(([key, value]) => [INHERITED_MARK, `${indentation}${key} = ${value}`]),
  ]
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

/**
 * Edits that let the profile's lines run another program. The arguments stay: a line written by
 * hand may have more than the profile's name.
 * @param program the words that start rolecall, quoted
 */
export function programEdits(
  text: string,
  { processLines }: AdoptionLines,
  program: string,
): TextEdit[] {
  return processLines.flatMap(({ start, end, value }) => {
    const argsAt = parseRolecallCommand(value)?.argsAt ?? Infinity
    const at = start + text.slice(start, end).indexOf(value)
    if (!Number.isFinite(argsAt) || at < start) return []
    const insert = `${program} `
    return value.startsWith(insert) ? [] : [{ at, remove: argsAt, insert }]
  })
}

/** Edits that remove the inserted lines, marked or written by hand, and every prefix. */
export function ejectionEdits(
  text: string,
  { prefixed, processLines, inherited }: AdoptionLines,
): TextEdit[] {
  return [
    ...joined([...processLines, ...inherited].map((line) => withMark(text, line))).map(
      ({ start, end }) => lineRemoval(text, start, end),
    ),
    ...prefixed.map(({ start }) => {
      const at = start + indentationAt(text, start).length
      return { at, remove: KEY_PREFIX.length, insert: '' }
    }),
  ]
}

/** True if rolecall wrote the profile's `credential_process` line. */
export function isMarked(text: string, { processLines }: AdoptionLines): boolean {
  return processLines.some(({ start }) => startWithMark(text, start, MARKS) < start)
}

interface Lines {
  start: number
  end: number
}

function withMark(text: string, { start, end }: Property): Lines {
  return { start: startWithMark(text, start, [...MARKS, INHERITED_MARK]), end }
}

/** Joins adjacent lines: at the end of a text, a removal takes the line break before it. */
function joined(lines: readonly Lines[]): Lines[] {
  const all: Lines[] = []
  for (const { start, end } of lines.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1)
    if (last && start - last.end <= 2) last.end = end
    else all.push({ start, end })
  }
  return all
}

/** Removes lines with the line break after them; at the end of the text, with the one before. */
function lineRemoval(text: string, start: number, end: number): TextEdit {
  const next = text.indexOf('\n', end)
  if (next !== -1) return { at: start, remove: next + 1 - start, insert: '' }
  const lineBreak = lineBreakAt(text, start)
  const at = start - (text.slice(0, start).endsWith(lineBreak) ? lineBreak.length : 0)
  return { at, remove: text.length - at, insert: '' }
}
