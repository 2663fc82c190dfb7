import { RolecallError } from '../core/errors.js'
import { utf8Text } from '../system/bytes.js'
import { ownFileReader } from '../system/files/own-file-reader.js'
import { isSystemError, reason } from '../system/files/system-error.js'
import { join } from '../system/path.js'
import { entryOf, LINE_START, type HistoryEntry } from './entry.js'
import { sortLines, type HistoryFilter } from './lines.js'
import { MAX_SEGMENT_BYTES, segmentsIn, type Segment } from './segments.js'

/** The entries that a search of the journal found, and whether there are more. */
export interface FoundEntries {
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
export function searchHistory(folder: string, filter: HistoryFilter, limit: number): FoundEntries {
  const { since = '', until = '~' } = filter
  const found: FoundEntries = { entries: [], hasMore: false, badLines: 0, badFiles: [] }
  const segments = readable(folder).filter(
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

/** What a search would skip: damaged lines by file, and files. @throws as {@link searchHistory} */
export function journalFaults(folder: string): {
  badLines: Map<string, number>
  badFiles: string[]
} {
  const read = ownFileReader(2 * MAX_SEGMENT_BYTES)
  const faults = { badLines: new Map<string, number>(), badFiles: [] as string[] }
  for (const { name } of readable(folder)) {
    const bytes = read(join(folder, name))
    const count = bytes && sortLines(bytes, { id: '' }).odd.length
    if (count === undefined) faults.badFiles.push(name)
    else if (count > 0) faults.badLines.set(name, count)
  }
  return faults
}

/** @throws RolecallError 'failed' if the folder cannot be read */
function readable(folder: string): Segment[] {
  try {
    return segmentsIn(folder)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new RolecallError('failed', `cannot read ${folder}: ${reason(error)}`, { cause: error })
  }
}

/** The entries of a file that are wanted. */
function matching(bytes: Uint8Array, filter: HistoryFilter, found: FoundEntries): HistoryEntry[] {
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
  const { likely, odd } = sortLines(bytes, filter)
  for (const line of odd) takeOdd(utf8Text(bytes, ...line))
  for (const line of likely) take(utf8Text(bytes, ...line))
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
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
