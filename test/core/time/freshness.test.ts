import { describe, expect, test } from 'vitest'
import {
  isDueForRefresh,
  hasDefaultMargin,
  lifetime,
  satisfiesMinTtl,
  secondsLeft,
} from '../../../src/core/time/freshness.js'

const ISSUED_AT = Date.parse('2026-11-21T10:00:00Z')
const MINUTE = 60

/** Issued for so many minutes, on a machine that had been up for 1000 s. */
function sessionOf(minutes: number, issued: { serverOffset?: number; bootId?: string } = {}) {
  const end = ISSUED_AT + (issued.serverOffset ?? 0) + minutes * MINUTE * 1000
  return {
    expiration: new Date(end).toISOString(),
    issued: { at: ISSUED_AT, serverOffset: 0, bootId: 'boot', uptime: 1000, ...issued },
  }
}

/** So many minutes later, by the uptime and by the wall clock. */
function later(minutes: number, wallClock = minutes, bootId = 'boot') {
  const at = ISSUED_AT + wallClock * MINUTE * 1000
  return { at, bootId, uptime: 1000 + minutes * MINUTE }
}

describe('how long a session still lives', () => {
  test.each([
    ['the clock ran on', sessionOf(60), later(10), 50],
    ['the clock went back: the uptime counts', sessionOf(60), later(10, -120), 50],
    [
      'the clock jumped ahead: it counts, since the uptime may have stood still',
      sessionOf(60),
      later(10, 55),
      5,
    ],
    ['after a boot the uptime says nothing', sessionOf(60), later(0, 20, 'next'), 40],
    ['no system that tells of boots', sessionOf(60, { bootId: '' }), later(0, 20, ''), 40],
    [
      'the clock was an hour behind all the time',
      sessionOf(60, { serverOffset: 3_600_000 }),
      later(10),
      50,
    ],
    [
      'the clock was an hour ahead all the time',
      sessionOf(60, { serverOffset: -3_600_000 }),
      later(10),
      50,
    ],
    ['it has expired', sessionOf(60), later(70), -10],
  ])('%s', (_, session, now, minutes) => {
    expect(secondsLeft(session, now)).toBe(minutes * MINUTE)
    expect(lifetime(session)).toBe(60 * MINUTE)
  })
})

describe('what may be handed out', () => {
  test.each([
    [60, 43, true],
    [60, 44, false],
    // Half of a life that is shorter than twice the margin.
    [15, 7, true],
    [15, 8, false],
  ])('of %i minutes, after %i: %s', (minutes, age, fresh) => {
    expect(hasDefaultMargin(sessionOf(minutes), later(age))).toBe(fresh)
  })

  test('a parent lives through one call', () => {
    expect(hasDefaultMargin(sessionOf(60), later(58.9), 60)).toBe(true)
    expect(hasDefaultMargin(sessionOf(60), later(59), 60)).toBe(false)
  })

  test('an expiry that is no time is none', () => {
    expect(hasDefaultMargin({ ...sessionOf(60), expiration: 'soon' }, later(0))).toBe(false)
  })
})

test.each([
  [60, 9, 50, true],
  [60, 10, 50, false],
  // As long as AWS makes them: another would be no better.
  [60, 29, 60, true],
  [60, 30, 60, false],
])('of %i minutes, after %i, as long as a wish of %i minutes: %s', (minutes, age, wish, good) => {
  expect(satisfiesMinTtl(sessionOf(minutes), later(age), wish * MINUTE)).toBe(good)
})

test.each([
  [60, 29, false],
  [60, 31, true],
  [60, 43, true],
  [60, 44, false],
  // Not worth it: what is issued next is no longer.
  [15, 7, false],
])(
  'of %i minutes, after %i, the next one is issued behind the answer: %s',
  (minutes, age, ageing) => {
    expect(isDueForRefresh(sessionOf(minutes), later(age))).toBe(ageing)
  },
)
