import {
  indexOfAscii,
  indexOfByte,
  lastIndexOfByte,
  latin1Bytes,
  latin1Text,
} from '../system/bytes.js'
import { inJson, LINE_START } from './entry.js'

/*
 * The lines of a file of the journal as bytes. To turn a year of lines into text takes longer than
 * to find what is sought in the bytes.
 */

/** Which entries are wanted. Each member that is set must match. */
export interface HistoryFilter {
  /** ISO 8601, UTC, whole seconds: not before. */
  since?: string | undefined
  /** The same: not after. */
  until?: string | undefined
  /** The profile that was requested, or that a step belongs to. */
  profile?: string | undefined
  /** Twelve digits. */
  account?: string | undefined
  /** A part of the role's ARN, in any case. */
  role?: string | undefined
  /** ID of the entry, or access key ID of what was issued. */
  id?: string | undefined
}

/** Where a line begins and ends. */
type Line = readonly [start: number, end: number]

const [NEWLINE, BRACE] = [10, 125]

/** The lines that are not whole, other than empty ones. They are few: no other line is kept. */
export function oddLines(bytes: Uint8Array): Line[] {
  const odd: Line[] = []
  let start = 0
  while (start < bytes.length) {
    const end = endOfLine(bytes, start)
    if (end > start && !isWhole(bytes, start, end)) odd.push([start, end])
    start = end + 1
  }
  return odd
}

/** The whole lines. */
function* wholeLines(bytes: Uint8Array): Generator<Line> {
  let start = 0
  while (start < bytes.length) {
    const end = endOfLine(bytes, start)
    if (isWhole(bytes, start, end)) yield [start, end]
    start = end + 1
  }
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const newline = indexOfByte(bytes, NEWLINE, at)
  return newline < 0 ? bytes.length : newline
}

const START_BYTES = latin1Bytes(LINE_START)

/** Whether a line looks like an entry: its beginning and its end are there. */
function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === bytes.length || bytes[end - 1] !== BRACE) return false
  for (let place = 0; place < START_BYTES.length; place++) {
    if (bytes[start + place] !== START_BYTES[place]) return false
  }
  return true
}

/** The whole lines that may be wanted, by a text that they must contain. Without one, all. */
export function* likelyLines(bytes: Uint8Array, filter: HistoryFilter): Generator<Line> {
  const next = nextPlace(bytes, filter)
  if (next === undefined) yield* wholeLines(bytes)
  if (next === undefined) return
  for (let at = next(0); at >= 0;) {
    const line = [lastIndexOfByte(bytes, NEWLINE, at) + 1, endOfLine(bytes, at)] as const
    if (isWhole(bytes, ...line)) yield line
    at = next(line[1])
  }
}

/**
 * Finds the next place, from a position on, of what every wanted line contains.
 * @returns undefined if nothing is known of the lines but their time
 */
function nextPlace(
  bytes: Uint8Array,
  { id, account, profile, role }: HistoryFilter,
): ((from: number) => number) | undefined {
  const placeOf = (needle: string) => (from: number) => indexOfAscii(bytes, needle, from)
  if (id !== undefined) return placeOf(`"${inJson(id)}"`)
  // The common end of `profile` and `stepProfile`: a search that begins with a quotation mark, of
  // which a line has fifty, takes four times as long.
  if (profile !== undefined) return placeOf(`rofile":"${inJson(profile)}"`)
  if (account !== undefined) return placeOf(`"account":"${inJson(account)}"`)
  return role === undefined ? undefined : placeOfRole(bytes, role)
}

const ROLE_KEY = 'role":"'

/**
 * Compares in any case, each role once. A text of one byte a character is searched faster than the
 * bytes, if every line is looked at.
 */
function placeOfRole(bytes: Uint8Array, role: string): (from: number) => number {
  const part = inJson(role).toLowerCase()
  const known = new Map<string, boolean>()
  const text = latin1Text(bytes, 0, bytes.length)
  return (from) => {
    for (let at = text.indexOf(ROLE_KEY, from); at >= 0;) {
      const start = at + ROLE_KEY.length
      const end = text.indexOf('"', start)
      const value = text.slice(start, end < 0 ? text.length : end)
      const isWanted = known.get(value) ?? value.toLowerCase().includes(part)
      known.set(value, isWanted)
      if (isWanted) return at
      at = text.indexOf(ROLE_KEY, start)
    }
    return -1
  }
}
