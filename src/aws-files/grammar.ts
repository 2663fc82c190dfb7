import {
  lineEnd,
  nextHeader,
  parseHeader,
  type AwsFileKind,
  type Header,
  type SectionType,
} from './section-header.js'

/*
 * The grammar of AWS's config and credentials files. Every SDK has its own (docs/contracts.md §3).
 * This one reads everything that a major SDK reads; if they differ, it follows most of them:
 *
 * - A header may be indented, padded (`[ profile a ]`) or quoted (`[profile "a b"]`). It may
 *   contain several blanks or a tab. It ends at the last `]` before a comment, and anything may
 *   follow. A header without `]`, and one with a blank in a name without quotes, opens a section
 *   without a name. Its keys are ignored; the JavaScript SDK adds the keys of the former to the
 *   profile above.
 * - The config file has `[default]`, `[profile NAME]`, `[sso-session NAME]` and `[services NAME]`,
 *   also with a dot instead of the blank. In the credentials file the header is the name, verbatim.
 * - `[profile default]` replaces `[default]`; `[DEFAULT]` is not the default profile.
 * - Repeated sections and keys are merged, and the last one wins. Keys are lower-cased, except
 *   those of sub-properties.
 * - A key ends at the first `=` or `:`; on a line that is indented deeper than the property above
 *   it, at `=` only. Such a line without a key continues the value above: the lines are joined by
 *   line breaks. Any other line without a key is ignored.
 * - `#` and `;` start a comment at the start of a line or after a blank, even within quotes, except
 *   in a command: half of one cannot work. Quotes around a value are part of it.
 * - A key without a value opens a group: the lines indented deeper than it are its sub-properties,
 *   `s3.region`. Below any other property, a deeper `key = value` is a property like the rest,
 *   except where the JavaScript SDK takes it for a sub-property of an earlier key.
 */

/** A section and its position in the text, as offsets in UTF-16 units for later edits. */
export interface Section extends Header {
  /** Start of the header line. */
  start: number
  /** Start of the line after the header. */
  body: number
  /** Start of the next header line, or the end of the text. */
  end: number
}

/**
 * All sections of a name. Only lines that contain the name are parsed: a file may have 10,000
 * profiles, and SDKs run rolecall for one of them every few minutes.
 */
export function findSections(
  text: string,
  kind: AwsFileKind,
  type: SectionType,
  name: string,
): Section[] {
  return effectiveSections(
    sectionsNamed(text, kind, name).filter((section) => section.type === type),
  )
}

/** Selects the effective sections of one name: `[profile default]` replaces `[default]`. */
export function effectiveSections(sections: Section[]): Section[] {
  const prefixed = sections.filter((section) => section.prefixed)
  return prefixed.length > 0 ? prefixed : sections
}

/** Every section that has a name, in the order of the text. */
export function allSections(text: string, kind: AwsFileKind): Section[] {
  return sectionsNamed(text, kind, undefined)
}

/** A usual header. Sticky, so that it only matches at `lastIndex`. */
const USUAL_HEADER = /\[profile ([\w.@/%+:-]+)\]\r?(?:\n|$)/y

/**
 * Profile names with a prefix, in the order of the text, repeated ones included. Faster than
 * {@link allSections}, because completion must be fast with 10,000 profiles.
 */
export function profileNamesIn(text: string, kind: AwsFileKind, prefix: string): string[] {
  const names: string[] = []
  const needle = prefix || '['
  for (let start = nextHeader(text, needle, 0); start !== -1;) {
    USUAL_HEADER.lastIndex = start
    const usual = kind === 'config' ? USUAL_HEADER.exec(text)?.[1] : undefined
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const header = usual === undefined ? parseHeader(text, start, body, kind) : undefined
    const name = header?.type === 'profile' ? header.name : usual
    if (name?.startsWith(prefix)) names.push(name)
    start = followingHeader(text, needle, body)
  }
  return names
}

/** {@link nextHeader} with a fast path: the next bracket is usually the first of its line. */
function followingHeader(text: string, needle: string, from: number): number {
  if (needle === '[') {
    const lineStart = text.indexOf('\n[', from - 1) + 1
    if (lineStart > 0 && text.indexOf('[', from) === lineStart) return lineStart
  }
  return nextHeader(text, needle, from)
}

/** @param wanted undefined for all names */
function sectionsNamed(text: string, kind: AwsFileKind, wanted: string | undefined): Section[] {
  const sections: Section[] = []
  for (let start = nextHeader(text, wanted ?? '[', 0); start !== -1;) {
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const header = parseHeader(text, start, body, kind)
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
