import { CONTROL_OR_LINE_BREAK } from '../core/control-characters.js'
import { RolecallError } from '../core/errors.js'
import { findSections, type Section } from './grammar.js'
import { propertiesOf, type Property } from './properties.js'
import type { AwsFileKind } from './section-header.js'
import { applyEdits, indentationAt, lineBreakAt, type TextEdit } from './text-edit.js'

/** New values by lower-case key; undefined removes the key. */
export type Changes = Readonly<Record<string, string | undefined>>

/**
 * Sets and removes keys of one profile. Every other character stays: comments, order, spacing, line
 * breaks, unknown keys. A repeated key is set in its last line, the effective one, and removed from
 * all. A profile that does not exist is added at the end.
 * @returns the new text
 * @throws RolecallError 'usage' for a value or a name that some SDK would read differently,
 * 'config' for a key with sub-properties or continuation lines
 */
export function editProfile(
  text: string,
  kind: AwsFileKind,
  name: string,
  changes: Changes,
): string {
  return editSection(text, kind, 'profile', name, changes)
}

/** Sets keys of an `[sso-session]` in the config file, as {@link editProfile}. */
export function editSsoSession(text: string, name: string, changes: Changes): string {
  return editSection(text, 'config', 'sso-session', name, changes)
}

function editSection(
  text: string,
  kind: AwsFileKind,
  type: 'profile' | 'sso-session',
  name: string,
  changes: Changes,
): string {
  for (const [key, value] of Object.entries(changes)) {
    if (value !== undefined) refuseUnportableValue(key, value)
  }
  const sections = findSections(text, kind, type, name)
  const last = sections.at(-1)
  if (!last) return withNewSection(text, kind, type, name, changes)
  const properties = sections.flatMap((section) => propertiesOf(text, section))
  const edits: TextEdit[] = []
  const added: string[] = []
  for (const [key, value] of Object.entries(changes)) {
    const lines = properties.filter((property) => property.key === key)
    const effective = lines.at(-1)
    const changed = value === undefined ? lines : lines.slice(-1)
    for (const line of changed) refuseLinesBelow(text, line, properties)
    if (value === undefined) edits.push(...lines.map((line) => lineRemoval(text, line)))
    else if (!effective) added.push(`${key} = ${value}`)
    else if (effective.value !== value) edits.push(replacement(text, effective, value))
  }
  if (added.length > 0) edits.push(addition(text, last, added))
  return applyEdits(text, edits)
}

/** Refuses a value that a major SDK would read differently (docs/contracts.md §1.5, §3). */
function refuseUnportableValue(key: string, value: string): void {
  const refuse = (why: string): never => {
    throw new RolecallError('usage', `${key} cannot be written: ${why}`, {
      hint: 'AWS files have no syntax to quote or escape a value',
    })
  }
  if (value === '') refuse('it is empty')
  if (CONTROL_OR_LINE_BREAK.test(value)) refuse('it contains a control character')
  if (value !== value.trim()) refuse('it starts or ends with a space')
  if (/(^|\s)[#;]/.test(value)) refuse('some SDKs would read part of it as a comment')
  if (/^(["']).*\1$/.test(value)) refuse('the Go SDK would remove the quotes around it')
}

/**
 * Profile names that every SDK parses in both files (docs/contracts.md §3.3). `__proto__` makes the
 * JavaScript SDK reject the file.
 */
const PORTABLE_NAME = /^(?!__proto__$)[\w.@/%-]+$/

function withNewSection(
  text: string,
  kind: AwsFileKind,
  type: 'profile' | 'sso-session',
  name: string,
  changes: Changes,
): string {
  if (!PORTABLE_NAME.test(name)) {
    const what = type === 'profile' ? 'a profile' : 'an [sso-session]'
    throw new RolecallError('usage', `some SDKs would not find ${what} named ${name}`, {
      hint: 'use only letters, digits and . _ - @ / %',
    })
  }
  const isPlain = type === 'profile' && (kind === 'credentials' || name === 'default')
  const keys = Object.entries(changes).filter(([, value]) => value !== undefined)
  if (keys.length === 0) return text
  const lines = [
    isPlain ? `[${name}]` : `[${type} ${name}]`,
    ...keys.map(([key, value]) => `${key} = ${value}`),
  ]
  const lineBreak = lineBreakAt(text, text.length)
  const gap = /(^|\n)$/.test(text) ? '' : lineBreak
  const blank = text.trim() === '' || /\n[ \t\r]*\n$/.test(text) ? '' : lineBreak
  return text + gap + blank + lines.map((line) => line + lineBreak).join('')
}

/** Replaces only the value: indentation, spelling, blanks and a comment after it stay. */
function replacement(text: string, { start, end, value }: Property, wanted: string): TextEdit {
  const line = text.slice(start, end)
  const separator = line.search(/[=:]/) + 1
  if (value === '') return { at: start + separator, remove: 0, insert: ` ${wanted}` }
  const at = start + line.indexOf(value, separator)
  return { at, remove: value.length, insert: wanted }
}

function lineRemoval(text: string, { start, end }: Property): TextEdit {
  const next = text.indexOf('\n', end)
  return { at: start, remove: (next === -1 ? text.length : next + 1) - start, insert: '' }
}

/**
 * Adds lines after the section's last property, indented like its shallowest key to continue none.
 */
function addition(text: string, section: Section, lines: readonly string[]): TextEdit {
  const body = text.slice(section.body, section.end)
  const lastLine = [...body.matchAll(/^[ \t]*[^\s#;].*$/gm)].at(-1)
  const end = section.body + (lastLine ? lastLine.index + lastLine[0].length : 0)
  const next = lastLine ? text.indexOf('\n', end) : section.body - 1
  const [indentation = ''] = propertiesOf(text, section)
    .map(({ start }) => indentationAt(text, start))
    .toSorted((a, b) => a.length - b.length)
  const indented = lines.map((line) => indentation + line)
  const lineBreak = lineBreakAt(text, section.body)
  // A text without a final line break stays without one.
  if (next === -1 || !text.slice(0, next + 1).endsWith('\n')) {
    return { at: text.length, remove: 0, insert: indented.map((line) => lineBreak + line).join('') }
  }
  return { at: next + 1, remove: 0, insert: indented.map((line) => line + lineBreak).join('') }
}

/**
 * Refuses to change a key with lines indented below it, which would then belong to another key. A
 * line without a key may do so even if it is indented as the key is.
 */
function refuseLinesBelow(text: string, line: Property, all: readonly Property[]): void {
  const next = text.indexOf('\n', line.end) + 1
  if (next === 0) return
  const below = indentationAt(text, next)
  const isBlank = /^\s*($|[\r\n#;[])/.test(text.slice(next, next + below.length + 2))
  const group = all.find(({ start }) => start === next)?.key ?? 'a continuation'
  const isDeeper = below.length > indentationAt(text, line.start).length
  const mayContinue = below.length > 0 && group === 'a continuation'
  if (isBlank || !(isDeeper || mayContinue)) return
  throw new RolecallError('config', `${line.key} has lines indented below it: ${group}`, {
    hint: 'edit the file by hand',
  })
}
