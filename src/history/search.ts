import {
  indexOfAscii,
  indexOfByte,
  lastIndexOfByte,
  latin1Bytes,
  latin1Text,
  utf8Text,
} from '../system/bytes.js'
import { ownFileReader } from '../system/files/own-file-reader.js'
import { join } from '../system/path.js'
import { entryOf, inJson, LINE_START, type HistoryEntry } from './entry.js'
import { MAX_SEGMENT_BYTES, segmentsIn } from './segments.js'

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

export interface Found {
  /** The newest that match, oldest first. */
  entries: HistoryEntry[]
  /** Whether older ones match too. */
  hasMore: boolean
  /** Lines that are cut or damaged, in the files that were read. */
  badLines: number
  /** Files that are not private, or that cannot be read. */
  badFiles: string[]
}

/**
 * Searches the journal from its newest file back, until there are enough entries. A line is parsed
 * only if it matches: parsing a hundred thousand lines takes half a second.
 */
export function searchHistory(folder: string, filter: HistoryFilter, limit: number): Found {
  const { since = '', until = '~' } = filter
  const found: Found = { entries: [], hasMore: false, badLines: 0, badFiles: [] }
  const segments = segmentsIn(folder).filter(
    ({ day }) => day >= since.slice(0, 10) && day <= until.slice(0, 10),
  )
  const read = ownFileReader(2 * MAX_SEGMENT_BYTES)
  const parts: HistoryEntry[][] = []
  let count = 0
  for (const { name } of segments.toReversed()) {
    // A further match shows that there are more.
    if (count > limit) break
    const bytes = read(join(folder, name))
    if (bytes === undefined) {
      found.badFiles.push(name)
      continue
    }
    const entries = matching(bytes, filter, found)
    count += entries.length
    parts.unshift(entries)
  }
  const all = parts.flat()
  found.hasMore = all.length > limit
  found.entries = all.slice(Math.max(0, all.length - limit))
  return found
}

/** The entries of a file that are wanted. */
function matching(bytes: Uint8Array, filter: HistoryFilter, found: Found): HistoryEntry[] {
  const isWanted = entryTest(filter)
  const entries: HistoryEntry[] = []
  const take = (line: string): void => {
    const entry = entryOf(line)
    if (entry === undefined) takeOdd(line)
    else if (isWanted(entry)) entries.push(entry)
  }
  // A line that was cut, on a full disk, may be followed by a whole one without a newline.
  const takeOdd = (line: string): void => {
    const second = line.indexOf(LINE_START, 1)
    found.badLines++
    if (second > 0) take(line.slice(second))
  }
  const all = linesIn(bytes)
  for (const [start, end] of all.odd) takeOdd(utf8Text(bytes, start, end))
  for (const [start, end] of likelyLines(bytes, all.whole, filter)) {
    take(utf8Text(bytes, start, end))
  }
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Where a line begins and ends. */
type Line = readonly [start: number, end: number]

const [NEWLINE, QUOTE, BRACE] = [10, 34, 125]

/** Finds the lines that are not whole. Only they and the wanted ones become text. */
function linesIn(bytes: Uint8Array): { odd: Line[]; whole: () => Generator<Line> } {
  const odd: Line[] = []
  for (const line of eachLine(bytes)) if (!isWhole(bytes, line)) odd.push(line)
  return {
    odd,
    *whole() {
      for (const line of eachLine(bytes)) if (isWhole(bytes, line)) yield line
    },
  }
}

/** Every line that is not empty. */
function* eachLine(bytes: Uint8Array): Generator<Line> {
  let start = 0
  while (start < bytes.length) {
    const end = endOfLine(bytes, start)
    if (end > start) yield [start, end]
    start = end + 1
  }
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const newline = indexOfByte(bytes, NEWLINE, at)
  return newline < 0 ? bytes.length : newline
}

const START_BYTES = latin1Bytes(LINE_START)

/** Whether a line looks like an entry: its beginning and its end are there. */
function isWhole(bytes: Uint8Array, [start, end]: Line): boolean {
  if (end === bytes.length || bytes[end - 1] !== BRACE) return false
  for (let place = 0; place < START_BYTES.length; place++) {
    if (bytes[start + place] !== START_BYTES[place]) return false
  }
  return true
}

/** The whole lines that may be wanted, by a text that they must contain. Without one, all. */
function* likelyLines(
  bytes: Uint8Array,
  whole: () => Generator<Line>,
  filter: HistoryFilter,
): Generator<Line> {
  const next = nextPlace(bytes, filter)
  if (next === undefined) yield* whole()
  if (next === undefined) return
  for (let at = next(0); at >= 0;) {
    const line = [lastIndexOfByte(bytes, NEWLINE, at) + 1, endOfLine(bytes, at)] as const
    if (isWhole(bytes, line)) yield line
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
  if (profile !== undefined) return placeOf(`"${inJson(profile)}"`)
  if (account !== undefined) return placeOf(`"account":"${inJson(account)}"`)
  return role === undefined ? undefined : placeOfRole(bytes, role)
}

const ROLE_KEY = '"role":"'

/** Compares in any case, each role once. */
function placeOfRole(bytes: Uint8Array, role: string): (from: number) => number {
  const part = inJson(role).toLowerCase()
  const known = new Map<string, boolean>()
  return (from) => {
    for (let at = indexOfAscii(bytes, ROLE_KEY, from); at >= 0;) {
      const start = at + ROLE_KEY.length
      const end = indexOfByte(bytes, QUOTE, start)
      const value = latin1Text(bytes, start, end < 0 ? bytes.length : end)
      const isWanted = known.get(value) ?? value.toLowerCase().includes(part)
      known.set(value, isWanted)
      if (isWanted) return at
      at = indexOfAscii(bytes, ROLE_KEY, start)
    }
    return -1
  }
}

function entryTest(filter: HistoryFilter): (entry: HistoryEntry) => boolean {
  const { since = '', until = '~', account, id } = filter
  const role = filter.role?.toLowerCase()
  return (entry) =>
    entry.at >= since &&
    entry.at <= until &&
    (account === undefined || entry.account === account) &&
    (filter.profile === undefined ||
      entry.profile === filter.profile ||
      entry.stepProfile === filter.profile) &&
    (role === undefined || (entry.role?.toLowerCase().includes(role) ?? false)) &&
    (id === undefined || entry.id === id || entry.accessKeyId === id)
}
