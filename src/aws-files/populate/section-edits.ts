import { MARKS } from '../adopt/section.js'
import { callsRolecall } from '../adopt/recognize-process-command.js'
import type { Section } from '../grammar.js'
import { propertiesOf } from '../properties.js'
import { KEY_PREFIX } from '../profile.js'
import type { TextEdit } from '../text-edit.js'

/** The keys that `populate` writes, also as `adopt` renames them. */
const OWN_KEYS = [
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
  'region',
]
const OWN: ReadonlySet<string> = new Set([
  ...OWN_KEYS,
  ...OWN_KEYS.map((key) => KEY_PREFIX + key),
  `${KEY_PREFIX}populated_from`,
])

/** True if a section has only lines that `populate` and `adopt` write, each at most once. */
export function isOwnSection(text: string, section: Section): boolean {
  const properties = propertiesOf(text, section)
  const keys = properties.map(({ key }) => key)
  if (new Set(keys).size < keys.length) return false
  const isOwn = properties.every(
    ({ key, value }) => OWN.has(key) || (key === 'credential_process' && callsRolecall(value)),
  )
  const end = endOf(text, section)
  const others = text
    .slice(section.body, end)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.includes('='))
  const marks: readonly string[] = MARKS
  return isOwn && others.every((line) => marks.includes(line))
}

/** The end of a section's last property: what follows belongs to the next section. */
function endOf(text: string, section: Section): number {
  const last = propertiesOf(text, section).reduce(
    (most, { end }) => Math.max(most, end),
    section.body,
  )
  const next = text.indexOf('\n', last)
  return last === section.body ? last : next === -1 ? text.length : next + 1
}

/**
 * Removes sections together with the line breaks that `populate` wrote between them. In a file that
 * had no final line break, the one before the first section is not a blank line.
 */
export function removals(text: string, sections: readonly Section[]): TextEdit[] {
  return runsOf(text, sections).map(({ start, end }) => {
    const before = /\r?\n$/.exec(text.slice(Math.max(0, start - 2), start))?.[0] ?? ''
    const isBlank = /\n[ \t]*\r?\n$/.test(text.slice(Math.max(0, start - 99), start))
    if (isBlank || end === text.length) {
      const at = start - before.length
      return { at, remove: end - at, insert: '' }
    }
    // The next profile begins after the line without a line break.
    const gap = /^\r?\n(?=\[profile )/.exec(text.slice(end, end + 20))?.[0] ?? ''
    return { at: start, remove: end + gap.length - start, insert: '' }
  })
}

interface Run {
  start: number
  end: number
}

/** Sections that follow each other with at most a line break between them, as one. */
function runsOf(text: string, sections: readonly Section[]): Run[] {
  const runs: Run[] = []
  for (const section of sections.toSorted((one, other) => one.start - other.start)) {
    const end = endOf(text, section)
    const last = runs.at(-1)
    if (last && text.slice(last.end, section.start).trim() === '') last.end = end
    else runs.push({ start: section.start, end })
  }
  return runs
}

/** Sets the value of a key; only the value changes. */
export function valueEdit(
  text: string,
  sections: readonly Section[],
  key: string,
  wanted: string,
): TextEdit[] {
  const line = sections
    .flatMap((section) => propertiesOf(text, section))
    .findLast((each) => each.key === key || each.key === KEY_PREFIX + key)
  if (!line || line.value === wanted) return []
  const at = line.start + text.slice(line.start, line.end).lastIndexOf(line.value)
  return [{ at, remove: line.value.length, insert: wanted }]
}
