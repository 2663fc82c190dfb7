import { describe, expect, it } from 'vitest'
import {
  answered,
  delayed,
  EMPTY_QUEUE,
  parseQueue,
  queueText,
  reserved,
  type Queue,
} from '../../../src/core/time/pace-queue.js'

const LIMIT = { perSecond: 19.95, burst: 19.9 }
/** What the service allows. */
const [RATE, SIZE] = [20, 20]

interface Simulated {
  /** The time of the last request, and how many the service refused. */
  endMs: number
  refused: number
}

/**
 * Processes that send requests by the queue, to a service with a strict bucket.
 * @param travelMs of a request, and of its answer
 */
function simulate(processes: number, each: number, travelMs: () => number): Simulated {
  const events: { atMs: number; run: (nowMs: number) => void }[] = []
  const later = (atMs: number, run: (nowMs: number) => void): void =>
    void events.push({ atMs, run })
  let queue: Queue = EMPTY_QUEUE
  let [level, levelMs] = [SIZE, 0]
  const result: Simulated = { endMs: 0, refused: 0 }
  const arrive = (nowMs: number): void => {
    level = Math.min(SIZE, level + ((nowMs - levelMs) * RATE) / 1000)
    levelMs = nowMs
    if (level < 1) result.refused++
    else level--
    result.endMs = Math.max(result.endMs, nowMs)
  }
  /** As `pace.ts` does it: a process takes the next place after it has sent. */
  const next = (left: number, nowMs: number): void => {
    if (left === 0) return
    const taken = reserved(queue, nowMs, LIMIT)
    queue = taken.queue
    let { placeMs } = taken
    let seenMs = queue.delayedMs
    const wake = (atMs: number): void => {
      if (atMs > nowMs) queue = delayed(queue, atMs, LIMIT)
      placeMs += queue.delayedMs - seenMs
      seenMs = queue.delayedMs
      if (placeMs > atMs) return later(placeMs, wake)
      later(atMs + travelMs(), (arrivedMs) => {
        arrive(arrivedMs)
        later(arrivedMs + travelMs(), (answerMs) => {
          queue = answered(queue, taken.placeMs, answerMs, LIMIT)
        })
      })
      next(left - 1, atMs)
    }
    later(placeMs, wake)
  }
  for (let process = 0; process < processes; process++) later(1000, (now) => next(each, now))
  for (let at = 0; at < events.length; at++) {
    const rest = events.splice(at).sort((one, other) => one.atMs - other.atMs)
    events.push(...rest)
    const event = events[at]
    event?.run(event.atMs)
  }
  return result
}

/** The same numbers each time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe('the queue of the requests to a service', () => {
  it('sends as fast as the service allows', () => {
    const { endMs, refused } = simulate(1, 101, () => 1)
    expect(refused).toBe(0)
    expect(endMs - 1000).toBeLessThan(1.01 * 1000 * ((101 - SIZE) / RATE))
  })

  it.each([
    ['one process, up to 2 s', 1, 120, 1000],
    ['ten processes, up to 2 s', 10, 12, 1000],
    ['fifty processes that start at once, up to 1 s', 50, 2, 500],
  ])('never sends too much, however long answers take: %s', (_, processes, each, mostMs) => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seeded(seed)
      // Some are fast, and some are held up, as on a machine that is busy.
      const travelMs = (): number => (random() < 0.5 ? 5 * random() : mostMs * random())
      expect(simulate(processes, each, travelMs).refused, `seed ${seed}`).toBe(0)
    }
  })

  it('does not wait for the answers to a process that was killed', () => {
    let queue: Queue = EMPTY_QUEUE
    for (let count = 0; count < 15; count++) queue = reserved(queue, 1000, LIMIT).queue
    expect(reserved(queue, 5000, LIMIT).placeMs).toBe(5000)
  })

  it('is empty after a restart of the machine, whose clock then starts again', () => {
    const { queue } = reserved(EMPTY_QUEUE, 90_000_000, LIMIT)
    expect(reserved(queue, 1000, LIMIT).placeMs).toBe(1000)
  })

  it('can be read from its file, and any other file is an empty queue', () => {
    const { queue } = reserved(EMPTY_QUEUE, 1234.567, LIMIT)
    expect(parseQueue(queueText(queue))).toEqual(queue)
    for (const text of [
      '',
      '1234.5',
      'null',
      '[]',
      '{}',
      '{"fullAtMs":1,"delayedMs":"2","open":[]}',
    ]) {
      expect(parseQueue(text), text).toEqual(EMPTY_QUEUE)
    }
  })
})
