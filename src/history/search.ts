import { utf8Text } from '../system/bytes.js'
import { readOwnFile } from '../system/files/atomic-file.js'
import { join } from '../system/path.js'
import { entryOf, inJson, LINE_START, type HistoryEntry } from './entry.js'
import { segmentsIn } from './segments.js'

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
  const parts: HistoryEntry[][] = []
  let count = 0
  for (const { name } of segments.toReversed()) {
    // A further match shows that there are more.
    if (count > limit) break
    const text = textOf(join(folder, name))
    if (text === undefined) {
      found.badFiles.push(name)
      continue
    }
    const entries = matching(text, filter, found)
    count += entries.length
    parts.unshift(entries)
  }
  const all = parts.flat()
  found.hasMore = all.length > limit
  found.entries = all.slice(Math.max(0, all.length - limit))
  return found
}

function textOf(path: string): string | undefined {
  try {
    const bytes = readOwnFile(path)
    return bytes && utf8Text(bytes)
  } catch {
    return undefined
  }
}

function matching(text: string, filter: HistoryFilter, found: Found): HistoryEntry[] {
  const isWanted = lineTest(filter)
  const entries: HistoryEntry[] = []
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, end)
    start = end + 1
    if (line === '') continue
    for (const piece of piecesOf(line)) {
      if (!isComplete(piece)) found.badLines++
      else if (isWanted(piece)) {
        const entry = entryOf(piece)
        if (entry) entries.push(entry)
        else found.badLines++
      }
    }
  }
  return entries
}

/** A line that was cut, on a full disk, may be followed by the next one. */
function piecesOf(line: string): string[] {
  if (line.indexOf(LINE_START, 1) < 0) return [line]
  return line.split(LINE_START).flatMap((rest, at) => {
    if (at === 0) return rest === '' ? [] : [rest]
    return [LINE_START + rest]
  })
}

const isComplete = (line: string): boolean => line.startsWith(LINE_START) && line.endsWith('}')

/** Where the time of a line is. */
const [TIME_START, TIME_LENGTH] = [LINE_START.length, '2026-11-21T10:30:00Z'.length]

/** Tests lines as text. */
function lineTest(filter: HistoryFilter): (line: string) => boolean {
  const { since, until, profile, account, role, id } = filter
  const tests: ((line: string) => boolean)[] = []
  const time = (line: string): string => line.slice(TIME_START, TIME_START + TIME_LENGTH)
  if (since !== undefined) tests.push((line) => time(line) >= since)
  if (until !== undefined) tests.push((line) => time(line) <= until)
  if (account !== undefined) tests.push((line) => valueIn(line, 'account') === account)
  if (profile !== undefined) {
    const wanted = inJson(profile)
    const names = ['profile', 'stepProfile']
    tests.push((line) => names.some((name) => valueIn(line, name) === wanted))
  }
  if (role !== undefined) {
    const part = inJson(role).toLowerCase()
    tests.push((line) => valueIn(line, 'role')?.toLowerCase().includes(part) ?? false)
  }
  if (id !== undefined) {
    tests.push((line) => ['id', 'accessKeyId'].some((name) => valueIn(line, name) === id))
  }
  return (line) => tests.every((test) => test(line))
}

/** A value of a line as it stands there, in JSON without its quotation marks. */
function valueIn(line: string, name: string): string | undefined {
  const key = `"${name}":"`
  const at = line.indexOf(key)
  if (at < 0) return undefined
  const start = at + key.length
  let end = line.indexOf('"', start)
  while (end > 0 && isEscaped(line, end)) end = line.indexOf('"', end + 1)
  return line.slice(start, end < 0 ? line.length : end)
}

/** Whether an odd number of backslashes precedes. */
function isEscaped(line: string, at: number): boolean {
  let first = at
  while (line[first - 1] === '\\') first--
  return (at - first) % 2 === 1
}
