import { expect, test } from 'vitest'
import { stepStates } from '../../src/cli/carry-out/cache-state.js'
import { cacheKeys } from '../../src/plan/cache-key.js'
import { isoSeconds } from '../../src/core/credentials.js'
import type { Plan } from '../../src/core/plan.js'
import type { IndexEntry } from '../../src/secrets/secret-index.js'

const NOW_MS = Date.parse('2026-11-21T12:00:00Z')
const NOW = { at: NOW_MS, bootId: '', uptime: 0 }
const TARGET = { region: 'eu-west-1' }
const PLAN: Plan = {
  profile: 'dev',
  chain: ['dev', 'base'],
  source: { kind: 'environment', secretHash: 'x', accessKeyId: 'AKIA', temporary: false },
  steps: [
    { operation: 'GetSessionToken', target: TARGET, input: { DurationSeconds: 3600 } },
    {
      operation: 'AssumeRole',
      target: TARGET,
      profile: 'dev',
      input: {
        RoleArn: 'arn:aws:iam::222222222222:role/dev',
        RoleSessionName: 'alice',
        DurationSeconds: 3600,
      },
    },
  ],
  target: TARGET,
  notes: [],
}

/** An index entry per step: sessions of one hour with this many minutes left. */
function entries(minutes: number): IndexEntry[] {
  const expiry = NOW_MS + minutes * 60_000
  return cacheKeys(PLAN).map((key, index) => ({
    key,
    profile: 'dev',
    operation: PLAN.steps[index]?.operation ?? '',
    expiration: isoSeconds(expiry),
    issued: { at: expiry - 3600_000, serverOffset: 0, bootId: '', uptime: 0 },
    store: 'file',
  }))
}

test('each step shows the session that the next use would take, by the margin of that step', () => {
  expect(stepStates(PLAN, entries(17), NOW)).toEqual([{ secondsLeft: 1020 }, { secondsLeft: 1020 }])
  expect(stepStates(PLAN, entries(15), NOW)).toEqual([{ secondsLeft: 900 }, {}])
  expect(stepStates(PLAN, entries(1), NOW)).toEqual([{}, {}])
  expect(stepStates(PLAN, [], NOW)).toEqual([{}, {}])
})

test('a required lifetime counts for the last step only', () => {
  const [first] = stepStates(PLAN, entries(17), NOW)
  expect(stepStates(PLAN, entries(17), NOW, { minTtl: 1800 })).toEqual([first, {}])
  expect(stepStates(PLAN, entries(3), NOW, { minTtl: 60 })).toEqual([
    { secondsLeft: 180 },
    { secondsLeft: 180 },
  ])
})
