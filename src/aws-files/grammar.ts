import {
  lineEnd,
  nextHeader,
  parseHeader,
  type Dialect,
  type Header,
  type SectionType,
} from './section-header.js'

/**
 * The grammar of AWS's config and credentials files. There is no one grammar: every SDK has its own
 * (contracts §3), so this one reads whatever a major SDK reads, and where they differ follows the
 * reading under which a file works with most of them:
 *
 * - A header may be indented, padded (`[ profile a ]`), quoted (`[profile "a b"]`), have several
 *   blanks or a tab in it, and anything behind its `]`. A header without `]` opens a section that
 *   nobody can name, so that its keys do not fall into the profile above it, as they do in the
 *   JavaScript SDK.
 * - In the config file, `[default]`, `[profile NAME]`, `[sso-session NAME]` and `[services NAME]`
 *   count, also with a dot for the blank. In the credentials file a header is the name, verbatim.
 * - `[profile default]` replaces `[default]` altogether; `[DEFAULT]` is no default.
 * - Sections and keys may be repeated: they are merged, the last one wins. Keys are lower-cased,
 *   but not those of sub-properties.
 * - A key ends at the first `=` or `:`; on a line that is indented deeper than the property above
 *   it, at `=` only. Without either a line is nothing: so continuation lines do no harm.
 * - `#` and `;` begin a comment at the start of a line or after a blank, quotes or not. Quotes
 *   around a value belong to it.
 * - A key without a value opens a group: the lines indented deeper than it are its sub-properties,
 *   `s3.region`. Below any other property, a deeper `key = value` is a property like the rest.
 */

/**
 * Where a section stands in its text. Positions are offsets in UTF-16 units, so that an editor can
 * cut there.
 */
export interface Section extends Header {
  /** The first character of the header's line. */
  start: number
  /** The first character after the header's line. */
  body: number
  /** The next header's line, or the end of the text. */
  end: number
}

export interface Property {
  /** `region`; `sts.endpoint_url` for a sub-property. */
  key: string
  /** Empty for a key that opens a group. */
  value: string
  /** The line, without its line break. */
  start: number
  end: number
}

/**
 * All sections of this name. Only lines that hold the name are looked at: a file may have 10,000
 * profiles, and an SDK asks rolecall for one of them every few minutes.
 */
export function findSections(
  text: string,
  dialect: Dialect,
  type: SectionType,
  name: string,
): Section[] {
  return preferred(sectionsNamed(text, dialect, name).filter((section) => section.type === type))
}

/** Of sections of the same name those that count: `[profile default]` replaces `[default]`. */
export function preferred(sections: Section[]): Section[] {
  const prefixed = sections.filter((section) => section.prefixed)
  return prefixed.length > 0 ? prefixed : sections
}

/** Every section that has a name, in the order of the text. */
export function allSections(text: string, dialect: Dialect): Section[] {
  return sectionsNamed(text, dialect, undefined)
}

/** A header as nearly everybody writes it; sticky, so that it is tried at one place only. */
const ORDINARY_HEADER = /\[profile ([\w.@/%+:-]+)\]\r?(?:\n|$)/y

/**
 * The names of profiles that begin with a prefix, in the order of the text, repeated ones included. Faster than
 * {@link allSections}, which a person who presses TAB among 10,000 profiles would notice.
 */
export function profileNamesIn(text: string, dialect: Dialect, prefix: string): string[] {
  const names: string[] = []
  const needle = prefix || '['
  for (let start = nextHeader(text, needle, 0); start !== -1;) {
    ORDINARY_HEADER.lastIndex = start
    const ordinary = dialect === 'config' ? ORDINARY_HEADER.exec(text)?.[1] : undefined
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const header = ordinary === undefined ? parseHeader(text, start, body, dialect) : undefined
    const name = header?.type === 'profile' ? header.name : ordinary
    if (name?.startsWith(prefix)) names.push(name)
    start = followingHeader(text, needle, body)
  }
  return names
}

/** {@link nextHeader}, quicker where every header is wanted: the next bracket is nearly always the first character of a line. */
function followingHeader(text: string, needle: string, from: number): number {
  if (needle === '[') {
    const lineStart = text.indexOf('\n[', from - 1) + 1
    if (lineStart > 0 && text.indexOf('[', from) === lineStart) return lineStart
  }
  return nextHeader(text, needle, from)
}

/** The properties of one section, in the order of the text, repeated ones included. */
export function propertiesOf(text: string, section: Section): Property[] {
  const properties: Property[] = []
  let above: { key: string; indent: number; opensGroup: boolean } | undefined
  for (let start = section.body; start < section.end;) {
    const next = lineEnd(text, start) + 1
    const line = text.slice(start, Math.min(next, section.end)).trimEnd()
    const indent = line.length - line.trimStart().length
    const deeper = above && indent > above.indent ? above : undefined
    const pair = keyAndValue(line, deeper ? /=/ : /[=:]/)
    if (pair) {
      const [name, value] = pair
      const key = deeper?.opensGroup ? `${deeper.key}.${name}` : name.toLowerCase()
      if (!deeper) above = { key, indent, opensGroup: value === '' }
      properties.push({ key, value, start, end: start + line.length })
    }
    start = next
  }
  return properties
}

const COMMENT = /(^|\s)[#;][^]*$/

function keyAndValue(line: string, separator: RegExp): [string, string] | undefined {
  const content = line.replace(COMMENT, '').trim()
  const at = content.search(separator)
  return at < 1 ? undefined : [content.slice(0, at).trimEnd(), content.slice(at + 1).trim()]
}

/** @param wanted undefined for every name */
function sectionsNamed(text: string, dialect: Dialect, wanted: string | undefined): Section[] {
  const sections: Section[] = []
  for (let start = nextHeader(text, wanted ?? '[', 0); start !== -1;) {
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const header = parseHeader(text, start, body, dialect)
    const isWanted = wanted === undefined || header?.name === wanted
    const following = isWanted ? nextHeader(text, '[', body) : -1
    if (header && isWanted) {
      const { type, name, prefixed } = header
      const end = following === -1 ? text.length : following
      sections.push({ type, name, prefixed, start, body, end })
    }
    start = wanted === undefined ? following : nextHeader(text, wanted, body)
  }
  return sections
}
