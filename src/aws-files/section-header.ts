/** The two AWS files, whose headers differ. */
export const FILE_KINDS = ['config', 'credentials'] as const

/** Which of the two AWS files. */
export type AwsFileKind = (typeof FILE_KINDS)[number]

/** What a section of the config file describes. */
export type SectionType = 'profile' | 'sso-session' | 'services'

/** A parsed section header. */
export interface Header {
  type: SectionType
  name: string
  /** False for `[default]` in the config file. */
  prefixed: boolean
}

/**
 * Finds the next header line that contains the needle.
 * @returns the start of the line, -1 if there is none
 */
export function nextHeader(text: string, needle: string, from: number): number {
  // A header is one line. Searching for a line break would not terminate.
  if (needle === '' || needle.includes('\n')) return -1
  for (let at = text.indexOf(needle, from); at !== -1; at = text.indexOf(needle, at)) {
    const start = text.lastIndexOf('\n', at) + 1
    if (text.charCodeAt(skipBlanks(text, start)) === BRACKET) return start
    at = lineEnd(text, at)
  }
  return -1
}

// Character codes instead of patterns: this runs for each of up to 10,000 headers, in code that V8
// has not optimised yet.
const TAB = 0x09
const SPACE = 0x20
const DOT = 0x2e
const BRACKET = 0x5b
const BYTE_ORDER_MARK = 0xfeff

function skipBlanks(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== SPACE && code !== TAB && code !== BYTE_ORDER_MARK) return at
    at += 1
  }
}

const PREFIXES = ['profile', 'sso-session', 'services'] as const

/**
 * Parses one header line.
 * @param start offset of the line
 * @param body offset after the line
 * @returns undefined for a header of a type that AWS does not define
 */
export function parseHeader(
  text: string,
  start: number,
  body: number,
  kind: AwsFileKind,
): Header | undefined {
  const open = skipBlanks(text, start) + 1
  const close = closingBracket(text, open, body)
  if (close === -1) return undefined
  const from = skipBlanks(text, open)
  if (kind === 'credentials') return named('profile', text.slice(from, close).trim())
  const type = PREFIXES.find((prefix) => text.startsWith(prefix, from))
  if (!type) {
    const isDefault = text.slice(from, close).trim() === 'default'
    return isDefault ? { type: 'profile', name: 'default', prefixed: false } : undefined
  }
  const separator = text.charCodeAt(from + type.length)
  if (separator !== SPACE && separator !== TAB && separator !== DOT) return undefined
  return named(type, configName(text.slice(from + type.length + 1, close).trim()))
}

/** A comment, from the blank before it. */
const COMMENT = /\s[#;][^]*$/

/**
 * The last bracket before a comment, as in botocore and JavaScript: neither takes
 * `[profile a] [b]` or `[profile a]]` for the profile `a`.
 * @returns -1 if the line has none
 */
function closingBracket(text: string, open: number, body: number): number {
  const first = text.indexOf(']', open)
  if (first === -1 || first >= body) return -1
  const second = text.indexOf(']', first + 1)
  if (second === -1 || second >= body) return first
  return first + text.slice(first, body).replace(COMMENT, '').lastIndexOf(']')
}

function named(type: SectionType, name: string): Header | undefined {
  return name === '' ? undefined : { type, name, prefixed: true }
}

/**
 * A name in the config file. One with blanks needs quotes, as in every SDK but Go's.
 * @returns '' if there is no name, or if it contains a bracket
 */
function configName(text: string): string {
  if (text.includes(']')) return ''
  const quote = text.charAt(0)
  const isQuoted = (quote === '"' || quote === "'") && text.length > 2 && text.endsWith(quote)
  const name = isQuoted ? text.slice(1, -1) : text
  return isQuoted ? (name.includes(quote) ? '' : name) : /[\s"']/.test(name) ? '' : name
}

/** @returns the offset of the line feed, or the end of the text */
export function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at === -1 ? text.length : at
}
