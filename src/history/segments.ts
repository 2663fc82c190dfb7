import { appendLine, sizeOf } from '../system/files/append-line.js'
import { removeFile } from '../system/files/atomic-file.js'
import { namesIn } from '../system/files/read-own-file.js'
import { join } from '../system/path.js'

/*
 * The journal is a folder of files, one or more a day. A process appends to the newest file of the
 * day, and starts another one if that is full. No file is ever renamed or rewritten, so that fifty
 * processes lose nothing when a file becomes full: two of them may only write to two files.
 */

/** 2 MiB, four thousand lines or more. */
export const MAX_SEGMENT_BYTES = 2 * 1024 * 1024

/** 64 MiB: beyond that, the oldest files are removed, whatever their age. */
const MAX_JOURNAL_BYTES = 64 * 1024 * 1024

/** `2026-11-21-01.jsonl`: the day by UTC, and a number. */
const NAME = /^(\d{4}-\d\d-\d\d)-(\d\d)\.jsonl$/

const DAY_MS = 86_400_000

/** One file of the journal. */
export interface Segment {
  name: string
  /** `2026-11-21`. */
  day: string
  number: number
}

/** The files of the journal, oldest first. @returns [] if there is no journal */
export function segmentsIn(folder: string): Segment[] {
  return namesIn(folder).flatMap((name) => {
    const [, day, number] = NAME.exec(name) ?? []
    return day === undefined ? [] : [{ name, day, number: Number(number) }]
  })
}

/**
 * Appends a line to the journal, and removes what is too old or too much whenever a file is new.
 * @param at milliseconds since 1970
 * @param keepSeconds how long a line is kept, at least
 * @throws Error of the file system; RolecallError if the folder is not private
 */
export function appendToJournal(
  folder: string,
  line: string,
  { at, keepSeconds }: { at: number; keepSeconds: number },
): void {
  const day = dayOf(at)
  const segments = segmentsIn(folder)
  const last = segments.findLast((segment) => segment.day === day)
  const isFull = last !== undefined && sizeOf(join(folder, last.name)) >= MAX_SEGMENT_BYTES
  const number = (last?.number ?? 1) + (isFull && last.number < 99 ? 1 : 0)
  const name = `${day}-${String(number).padStart(2, '0')}.jsonl`
  appendLine(join(folder, name), line)
  if (name === last?.name) return
  // By the day of the last use, so that a clock that is far ahead for a while removes nothing.
  const lastUse = Date.parse(segments.at(-1)?.day ?? '') + DAY_MS
  const until = Number.isNaN(lastUse) ? at : Math.min(at, lastUse)
  prune(folder, { keep: name, before: dayOf(until - keepSeconds * 1000) })
}

/** @returns `2026-11-21` by UTC */
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** @param keep never removed: the file that was just written to */
function prune(folder: string, { keep, before }: { keep: string; before: string }): void {
  const segments = segmentsIn(folder).filter(({ name }) => name !== keep)
  const isOld = ({ day }: Segment): boolean => day < before
  const sized = segments
    .filter((segment) => !isOld(segment))
    .map(({ name }) => ({ name, size: sizeOf(join(folder, name)) }))
  let total = sized.reduce((sum, { size }) => sum + size, MAX_SEGMENT_BYTES)
  const excess = sized.filter(({ size }) => {
    const isExcess = total > MAX_JOURNAL_BYTES
    if (isExcess) total -= size
    return isExcess
  })
  for (const { name } of [...segments.filter(isOld), ...excess]) removeFile(join(folder, name))
}
