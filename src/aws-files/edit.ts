import { RolecallError } from '../core/errors.js'
import type { Dialect } from './section-header.js'
import { findSections, propertiesOf, type Property, type Section } from './grammar.js'
import { indentationAt, lineBreakAt, spliced, type Splice } from './text-edit.js'

/** New values by lower-case key; undefined takes the key away. */
export type Changes = Readonly<Record<string, string | undefined>>

/**
 * Sets and removes keys of one profile, and leaves every other character as it is: comments, order, spacing, line
 * breaks, keys that nobody knows. A repeated key is set where it counts, in its last line, and removed everywhere. A profile that
 * does not exist is added at the end.
 * @throws RolecallError for a value or a name that not every SDK would read back, and for a key with lines
 * of its own below it
 */
export function editProfile(
  text: string,
  dialect: Dialect,
  name: string,
  changes: Changes,
): string {
  for (const [key, value] of Object.entries(changes)) {
    if (value !== undefined) refuseUnportableValue(key, value)
  }
  const sections = findSections(text, dialect, 'profile', name)
  const last = sections.at(-1)
  if (!last) return withNewSection(text, dialect, name, changes)
  const properties = sections.flatMap((section) => propertiesOf(text, section))
  const splices: Splice[] = []
  const added: string[] = []
  for (const [key, value] of Object.entries(changes)) {
    const lines = properties.filter((property) => property.key === key)
    const counting = lines.at(-1)
    const touched = value === undefined ? lines : lines.slice(-1)
    for (const line of touched) refuseLinesBelow(text, line, properties)
    if (value === undefined) splices.push(...lines.map((line) => withoutLine(text, line)))
    else if (!counting) added.push(`${key} = ${value}`)
    else if (counting.value !== value) splices.push(withValue(text, counting, value))
  }
  if (added.length > 0) splices.push(addition(text, last, added))
  return spliced(text, splices)
}

/** What the major SDKs read back as it was written (contracts §1.5, §3). */
function refuseUnportableValue(key: string, value: string): void {
  const refuse = (why: string): never => {
    throw new RolecallError('usage', `${key} cannot be written: ${why}`, {
      hint: 'an AWS file has no way to quote or escape a value',
    })
  }
  if (value === '') refuse('it is empty')
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
  if (/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/.test(value)) refuse('it holds a control character')
  if (value !== value.trim()) refuse('it begins or ends with a blank')
  if (/(^|\s)[#;]/.test(value)) refuse('some SDKs would take a part of it for a comment')
  if (/^(["']).*\1$/.test(value)) refuse('the Go SDK would take the quotes around it away')
}

/** Names of new profiles: those that every SDK reads, in whichever file (contracts §3.3); at one, JavaScript's gives up the whole file. */
const PORTABLE_NAME = /^(?!__proto__$)[\w.@/%-]+$/

function withNewSection(text: string, dialect: Dialect, name: string, changes: Changes): string {
  if (!PORTABLE_NAME.test(name)) {
    throw new RolecallError('usage', `some SDKs would not find a profile called ${name}`, {
      hint: 'use letters, digits and . _ - @ / % only',
    })
  }
  const isPlain = dialect === 'credentials' || name === 'default'
  const keys = Object.entries(changes).filter(([, value]) => value !== undefined)
  if (keys.length === 0) return text
  const lines = [
    isPlain ? `[${name}]` : `[profile ${name}]`,
    ...keys.map(([key, value]) => `${key} = ${value}`),
  ]
  const lineBreak = lineBreakAt(text, text.length)
  const gap = /(^|\n)$/.test(text) ? '' : lineBreak
  const blank = text.trim() === '' || /\n[ \t\r]*\n$/.test(text) ? '' : lineBreak
  return text + gap + blank + lines.map((line) => line + lineBreak).join('')
}

/** Only the value is replaced: indentation, spelling, blanks and a comment behind it stay. */
function withValue(text: string, { start, end, value }: Property, wanted: string): Splice {
  const line = text.slice(start, end)
  const separator = line.search(/[=:]/) + 1
  if (value === '') return { at: start + separator, remove: 0, insert: ` ${wanted}` }
  const at = start + line.indexOf(value, separator)
  return { at, remove: value.length, insert: wanted }
}

function withoutLine(text: string, { start, end }: Property): Splice {
  const next = text.indexOf('\n', end)
  return { at: start, remove: (next === -1 ? text.length : next + 1) - start, insert: '' }
}

/** Behind the section's last line that says anything, indented like its shallowest key, so that it continues none. */
function addition(text: string, section: Section, lines: readonly string[]): Splice {
  const body = text.slice(section.body, section.end)
  const said = [...body.matchAll(/^[ \t]*[^\s#;].*$/gm)].at(-1)
  const end = section.body + (said ? said.index + said[0].length : 0)
  const next = said ? text.indexOf('\n', end) : section.body - 1
  const [indentation = ''] = propertiesOf(text, section)
    .map(({ start }) => indentationAt(text, start))
    .toSorted((a, b) => a.length - b.length)
  const indented = lines.map((line) => indentation + line)
  const lineBreak = lineBreakAt(text, section.body)
  // A text without a final line break is left without one.
  if (next === -1 || !text.slice(0, next + 1).endsWith('\n')) {
    return { at: text.length, remove: 0, insert: indented.map((line) => lineBreak + line).join('') }
  }
  return { at: next + 1, remove: 0, insert: indented.map((line) => line + lineBreak).join('') }
}

/** Lines that are indented deeper belong to the key above them, and would fall to another one. */
function refuseLinesBelow(text: string, line: Property, all: readonly Property[]): void {
  const next = text.indexOf('\n', line.end) + 1
  if (next === 0) return
  const below = indentationAt(text, next)
  const isBlank = /^\s*($|[\r\n#;[])/.test(text.slice(next, next + below.length + 2))
  if (isBlank || below.length <= indentationAt(text, line.start).length) return
  const group = all.find(({ start }) => start === next)?.key ?? 'a continuation'
  throw new RolecallError('config', `${line.key} has lines of its own below it: ${group}`, {
    hint: 'change it in an editor',
  })
}
