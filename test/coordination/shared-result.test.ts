import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RolecallError } from '../../src/core/errors.js'
import { recentFailures } from '../../src/coordination/recent-failures.js'
import { commonFailure, parseSharedResult } from '../../src/coordination/shared-result.js'
import { refusalsIn } from '../../src/session/refusals.js'
import { isText } from '../../src/core/json.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-outcome-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const DENIED = commonFailure(
  new RolecallError('refused', 'AWS denied this', { hint: 'ask', awsCode: 'AccessDenied' }),
)
/** Files that another version, a full disk or somebody's editor left. */
const STRANGE = [
  '',
  'null',
  '7',
  '[]',
  '{}',
  '{"at":1}',
  '{"at":5,"askers":7,"failure":{"code":"failed","message":"x"}}',
  '{"at":5,"askers":[7],"failure":null}',
  '{"at":5,"askers":[7],"failure":{"code":"toString","message":"x"}}',
  '{"at":5,"askers":[7],"failure":{"code":"failed","message":7}}',
  '{"at":5,"askers":[7],"failure":{"code":"failed","message":"x","hint":{}}}',
  '{"at":5,"askers":[7],"failure":{"code":"fail',
]

test('a failure is remembered for whom it was told, for a moment', () => {
  if (!DENIED) throw new Error('a refusal is everybody’s')
  let now = 1000
  const memory = recentFailures(folder, () => now)
  memory.remember('k', [7, 8], DENIED)
  expect([7, 8, 9].map((asker) => memory.recall('k', asker)?.message)).toEqual([
    DENIED.message,
    DENIED.message,
    undefined,
  ])
  now += 5000
  expect(memory.recall('k', 7)).toBeUndefined()
})

test.each(STRANGE)('a memory that says %j is none', (text) => {
  writeFileSync(join(folder, 'k'), text)
  expect(recentFailures(folder, () => 5).recall('k', 7)).toBeUndefined()
})

test('a memory that cannot be read is none', () => {
  mkdirSync(join(folder, 'k'))
  expect(recentFailures(folder, () => 5).recall('k', 7)).toBeUndefined()
})

test('an outcome comes back as it was, and anything else does not come', () => {
  expect(parseSharedResult(JSON.stringify({ value: 'token' }), isText)).toEqual({ value: 'token' })
  expect(parseSharedResult(JSON.stringify({ failure: DENIED }), isText)).toEqual({
    failure: { ...DENIED, reason: undefined },
  })
  for (const text of [
    '{"value":7}',
    '{"value":""}',
    ...STRANGE.filter((each) => !/"x"}/.test(each)),
  ]) {
    expect(parseSharedResult(text, isText)).toBeUndefined()
  }
  fc.assert(
    fc.property(fc.json(), (text) => {
      const outcome = parseSharedResult(text, (value): value is never => value === text)
      return outcome === undefined || 'failure' in outcome
    }),
  )
})

test('what STS refused is told as that, where it cannot be noted', () => {
  writeFileSync(join(folder, 'refusals'), '')
  const refusals = refusalsIn(join(folder, 'refusals'))
  refusals.write('k', 'ASIA1')
  expect(refusals.read('k')).toBeUndefined()
  const working = refusalsIn(join(folder, 'others'))
  working.write('k', 'ASIA1')
  expect(working.read('k')).toBe('ASIA1')
})
