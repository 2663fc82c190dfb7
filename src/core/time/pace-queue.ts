import { parseObject } from '../json.js'

/** A limit as services have it: a bucket with so many requests, which fills again. */
export interface PaceLimit {
  perSecond: number
  /** Need not be a whole number: a tenth less than the service's keeps a distance from it. */
  burst: number
}

/**
 * The requests to a service, of all processes. Times are milliseconds of a clock that all processes
 * share.
 */
export interface Queue {
  /** The time at which the bucket is full again, if no more requests are sent. */
  readonly fullAtMs: number
  /** By how much slow answers have delayed all places so far. A process that waits adds it. */
  readonly delayedMs: number
  /** The places of requests without an answer. */
  readonly open: readonly number[]
}

export const EMPTY_QUEUE: Queue = { fullAtMs: 0, delayedMs: 0, open: [] }

/** A time that is later than that is of before the machine was started. */
const LONGEST_QUEUE_MS = 60_000
/** A request without an answer for so long counts as answered: its process may have ended. */
const LONGEST_ANSWER_MS = 3000

/** A shorter loss is within the distance that {@link PaceLimit} keeps. */
const LEAST_LOSS_MS = 1

/**
 * Takes the next place (the generic cell rate algorithm).
 * @returns the queue after it, and the time from which the request may be sent
 */
export function reserved(
  queue: Queue,
  nowMs: number,
  limit: PaceLimit,
): { queue: Queue; placeMs: number } {
  const { fullAtMs, delayedMs, open } = delayed(queue, nowMs, limit)
  const everyMs = 1000 / limit.perSecond
  const fromMs = Math.max(nowMs, fullAtMs)
  const placeMs = Math.max(nowMs, fromMs - (limit.burst - 1) * everyMs)
  return { queue: { fullAtMs: fromMs + everyMs, delayedMs, open: [...open, placeMs] }, placeMs }
}

/** Notes the answer to the request that took this place. */
export function answered(queue: Queue, placeMs: number, nowMs: number, limit: PaceLimit): Queue {
  const after = delayed(queue, nowMs, limit)
  const at = after.open.indexOf(placeMs)
  return { ...after, open: after.open.filter((_, each) => each !== at) }
}

/**
 * The queue with what was lost until now. A request without an answer may not have arrived yet. If
 * so, the service's bucket may have been full meanwhile, and cannot have filled further: all places
 * move by that time.
 */
export function delayed(queue: Queue, nowMs: number, { perSecond }: PaceLimit): Queue {
  if (queue.fullAtMs > nowMs + LONGEST_QUEUE_MS) return EMPTY_QUEUE
  const open = queue.open.filter((placeMs) => placeMs > nowMs - LONGEST_ANSWER_MS)
  const isAnyOpen = open.length > 0
  const lostMs = isAnyOpen ? nowMs + (open.length * 1000) / perSecond - queue.fullAtMs : 0
  const [fullAtMs, delayedMs] = [queue.fullAtMs, queue.delayedMs]
  if (lostMs < LEAST_LOSS_MS) return { fullAtMs, delayedMs, open }
  return { fullAtMs: fullAtMs + lostMs, delayedMs: delayedMs + lostMs, open }
}

/** Of two views of the queue, such as a file and a process, the one with the later places. */
export const laterOf = (one: Queue, other: Queue): Queue =>
  one.fullAtMs >= other.fullAtMs ? one : other

/** The text of a queue, for its file. */
export const queueText = (queue: Queue): string => JSON.stringify(queue)

/** Reads {@link queueText}. @returns the empty queue for any other text */
export function parseQueue(text: string): Queue {
  const { fullAtMs, delayedMs, open } = parseObject(text) ?? {}
  const times: unknown[] = [
    fullAtMs,
    delayedMs,
    ...(Array.isArray(open) ? (open as unknown[]) : ['']),
  ]
  if (!times.every((each) => Number.isFinite(each))) return EMPTY_QUEUE
  return { fullAtMs, delayedMs, open } as Queue
}
