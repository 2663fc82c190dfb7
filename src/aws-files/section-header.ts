export type Dialect = 'config' | 'credentials'

export type SectionType = 'profile' | 'sso-session' | 'services'

export interface Header {
  type: SectionType
  name: string
  /** False for `[default]` in the config file. */
  prefixed: boolean
}

/**
 * @returns the start of the next line that opens a section and holds the needle, -1 where there is
 * none
 */
export function nextHeader(text: string, needle: string, from: number): number {
  // No name is in two lines; to look for one would find the same line for ever.
  if (needle === '' || needle.includes('\n')) return -1
  for (let at = text.indexOf(needle, from); at !== -1; at = text.indexOf(needle, at)) {
    const start = text.lastIndexOf('\n', at) + 1
    if (text.charCodeAt(skipBlanks(text, start)) === BRACKET) return start
    at = lineEnd(text, at)
  }
  return -1
}

// Character codes, and patterns only where a header is unusual: this runs for each
// of 10,000 headers, before the compiler has warmed up.
const [TAB, SPACE, DOT, BRACKET, BYTE_ORDER_MARK] = [0x09, 0x20, 0x2e, 0x5b, 0xfeff]

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
 * @param start of the header's line
 * @param body the end of it
 * @returns undefined for a header that names nothing that AWS knows
 */
export function parseHeader(
  text: string,
  start: number,
  body: number,
  dialect: Dialect,
): Header | undefined {
  const open = skipBlanks(text, start) + 1
  const close = text.indexOf(']', open)
  if (close === -1 || close >= body) return undefined
  const from = skipBlanks(text, open)
  if (dialect === 'credentials') return named('profile', text.slice(from, close).trim())
  const type = PREFIXES.find((prefix) => text.startsWith(prefix, from))
  if (!type) {
    const isDefault = text.slice(from, close).trim() === 'default'
    return isDefault ? { type: 'profile', name: 'default', prefixed: false } : undefined
  }
  const separator = text.charCodeAt(from + type.length)
  if (separator !== SPACE && separator !== TAB && separator !== DOT) return undefined
  return named(type, unquoted(text.slice(from + type.length + 1, close).trim()))
}

function named(type: SectionType, name: string): Header | undefined {
  return name === '' ? undefined : { type, name, prefixed: true }
}

function unquoted(name: string): string {
  const quote = name.charAt(0)
  const paired = (quote === '"' || quote === "'") && name.length > 2 && name.endsWith(quote)
  return paired ? name.slice(1, -1) : name
}

/** @returns the offset of the line feed, or the end of the text */
export function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at === -1 ? text.length : at
}
