import { indexOfAscii, indexOfByte, lastIndexOfByte, latin1Bytes } from '../system/bytes.js'
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

/** The lines of a file: those that may be wanted, and those that are not whole. */
export interface SortedLines {
  likely: Line[]
  /** Without empty lines. */
  odd: Line[]
}

/**
 * Sorts the lines by a text that every wanted one must contain. A profile, an account or an ID is
 * found by one search through the file. A role is compared in any case, line by line.
 */
export function sortLines(bytes: Uint8Array, filter: HistoryFilter): SortedLines {
  const needle = needleOf(filter)
  const { role } = filter
  const mayHave = role === undefined ? () => needle === undefined : roleTest(bytes, role)
  const sorted: SortedLines = { likely: [], odd: [] }
  for (let start = 0; start < bytes.length;) {
    const end = endOfLine(bytes, start)
    if (!isWhole(bytes, start, end)) {
      if (end > start) sorted.odd.push([start, end])
    } else if (needle === undefined && mayHave(start, end)) sorted.likely.push([start, end])
    start = end + 1
  }
  if (needle !== undefined) sorted.likely = linesWith(bytes, needle)
  return sorted
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

/** The whole lines that contain a text. */
function linesWith(bytes: Uint8Array, needle: string): Line[] {
  const lines: Line[] = []
  for (let at = indexOfAscii(bytes, needle); at >= 0;) {
    const [start, end] = [lastIndexOfByte(bytes, NEWLINE, at) + 1, endOfLine(bytes, at)]
    if (isWhole(bytes, start, end)) lines.push([start, end])
    at = indexOfAscii(bytes, needle, end)
  }
  return lines
}

/** @returns undefined if a wanted line need not contain any text, or only a role */
function needleOf({ id, account, profile }: HistoryFilter): string | undefined {
  if (id !== undefined) return `"${inJson(id)}"`
  // The common end of `profile` and `stepProfile`: a search that begins with a quotation mark, of
  // which a line has fifty, takes four times as long.
  if (profile !== undefined) return `rofile":"${inJson(profile)}"`
  return account === undefined ? undefined : `"account":"${inJson(account)}"`
}

const [ROLE_KEY, QUOTE] = [latin1Bytes('role":"'), 34]

/**
 * Tests whether the role of a line contains a text, in any case. Bytes are compared, because a copy
 * of a year's lines as text takes as long as everything else.
 */
function roleTest(bytes: Uint8Array, role: string): (start: number, end: number) => boolean {
  const part = inJson(role)
  const [lower, upper] = [latin1Bytes(part.toLowerCase()), latin1Bytes(part.toUpperCase())]
  const isAt = (place: number): boolean => {
    for (let at = 0; at < lower.length; at++) {
      const byte = bytes[place + at]
      if (byte !== lower[at] && byte !== upper[at]) return false
    }
    return true
  }
  // The role is often at the same distance from the beginning as that of the line before.
  let distance = 0
  return (start, end) => {
    let at = hasKeyAt(bytes, start + distance) ? start + distance : start
    while (at < end && !hasKeyAt(bytes, at)) at++
    distance = at < end ? at - start : 0
    for (at += ROLE_KEY.length; at < end && bytes[at] !== QUOTE; at++) if (isAt(at)) return true
    return false
  }
}

function hasKeyAt(bytes: Uint8Array, place: number): boolean {
  for (let at = 0; at < ROLE_KEY.length; at++) {
    if (bytes[place + at] !== ROLE_KEY[at]) return false
  }
  return true
}
