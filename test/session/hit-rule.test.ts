import { describe, expect, test } from 'vitest'
import { isoSeconds } from '../../src/core/credentials.js'
import type { Lifespan } from '../../src/core/time/freshness.js'
import type { Step } from '../../src/core/step.js'
import { isHit, isLastResort } from '../../src/session/hit-rule.js'

const NOW_MS = Date.parse('2026-11-21T12:00:00Z')
const NOW = { at: NOW_MS, bootId: '', uptime: 0 }
const STEP: Step = {
  operation: 'GetSessionToken',
  target: { region: 'eu-west-1' },
  input: { DurationSeconds: 3600 },
}
const PLAN = { steps: [STEP, STEP, STEP] }
const LAST = PLAN.steps.length - 1

/** A session of one hour that has this many seconds left. */
function withSecondsLeft(seconds: number): Lifespan {
  const at = NOW_MS + seconds * 1000 - 3600_000
  return {
    expiration: isoSeconds(NOW_MS + seconds * 1000),
    issued: { at, serverOffset: 0, bootId: '', uptime: 0 },
  }
}

describe('the margin', () => {
  test.each([
    [LAST, 961, true],
    [LAST, 960, false],
    [LAST, 61, false],
    [0, 61, true],
    [1, 61, true],
    [0, 60, false],
  ])('step %i of 0 to 2 with %i s left: %s', (index, seconds, expected) => {
    expect(isHit(withSecondsLeft(seconds), index, PLAN, NOW)).toBe(expected)
  })
})

test('minTtl replaces the margin of the last step, and no other', () => {
  const session = withSecondsLeft(900)
  expect(isHit(session, LAST, PLAN, NOW, { minTtl: 899 })).toBe(true)
  expect(isHit(session, LAST, PLAN, NOW, { minTtl: 901 })).toBe(false)
  expect(isHit(session, 0, PLAN, NOW, { minTtl: 901 })).toBe(true)
})

test('a session that was issued too early is not a hit, nor a last resort', () => {
  const session = withSecondsLeft(1800)
  const { at } = session.issued
  const newer = { lastStep: at + 1, intermediateSteps: at }
  expect(isHit(session, LAST, PLAN, NOW, { since: newer })).toBe(false)
  expect(isHit(session, 0, PLAN, NOW, { since: newer })).toBe(true)
  expect(isLastResort(session, LAST, PLAN, NOW, newer)).toBe(false)
  const newerParents = { lastStep: at, intermediateSteps: at + 1 }
  expect(isHit(session, LAST, PLAN, NOW, { since: newerParents })).toBe(true)
  expect(isHit(session, 0, PLAN, NOW, { since: newerParents })).toBe(false)
  expect(isLastResort(session, 0, PLAN, NOW, newerParents)).toBe(false)
})

test('a session of the last step is a last resort while it has more than a minute left', () => {
  const since = { lastStep: 0, intermediateSteps: 0 }
  expect(isLastResort(withSecondsLeft(61), LAST, PLAN, NOW, since)).toBe(true)
  expect(isLastResort(withSecondsLeft(60), LAST, PLAN, NOW, since)).toBe(false)
})
