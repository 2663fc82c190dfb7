import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EXIT_CODES, RolecallError, type ErrorCode } from '../../src/core/errors.js'
import { recentFailures } from '../../src/coordination/recent-failures.js'
import { sharedFailure, parseSharedResult } from '../../src/coordination/shared-result.js'
import { isNonEmptyString } from '../../src/core/json.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-shared-result-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const DENIED = sharedFailure(
  new RolecallError('refused', 'AWS denied this', { hint: 'ask', awsCode: 'AccessDenied' }),
)
/** Contents that another version, a full disk or an editor may leave. */
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

test('a failure is repeated for five seconds to the programs that received it', () => {
  if (!DENIED) throw new Error('a refusal is shared')
  let now = 1000
  const memory = recentFailures(folder, () => now)
  memory.remember('k', [7, 8], DENIED)
  expect([7, 8, 9].map((pid) => memory.recall('k', pid)?.message)).toEqual([
    DENIED.message,
    DENIED.message,
    undefined,
  ])
  now += 5000
  expect(memory.recall('k', 7)).toBeUndefined()
})

test.each(STRANGE)('a recent failure of %j is ignored', (text) => {
  writeFileSync(join(folder, 'k'), text)
  expect(recentFailures(folder, () => 5).recall('k', 7)).toBeUndefined()
})

test('a recent failure that cannot be read is ignored', () => {
  mkdirSync(join(folder, 'k'))
  expect(recentFailures(folder, () => 5).recall('k', 7)).toBeUndefined()
})

test('a shared result is parsed as it was sent, and anything else is ignored', () => {
  expect(parseSharedResult(JSON.stringify({ value: 'token' }), isNonEmptyString)).toEqual({
    value: 'token',
  })
  expect(parseSharedResult(JSON.stringify({ failure: DENIED }), isNonEmptyString)).toEqual({
    failure: { ...DENIED, reason: undefined },
  })
  const others = ['{"value":7}', '{"value":""}', ...STRANGE.filter((each) => !/"x"}/.test(each))]
  expect(others.map((text) => parseSharedResult(text, isNonEmptyString))).toEqual(
    others.map(() => undefined),
  )
  fc.assert(
    fc.property(fc.json(), (text) => {
      const result = parseSharedResult(text, (value): value is never => value === text)
      return result === undefined || 'failure' in result
    }),
  )
})

test('waiters receive the failures that they would only repeat', () => {
  const shared = (Object.keys(EXIT_CODES) as ErrorCode[]).filter((code) =>
    sharedFailure(new RolecallError(code, 'failed')),
  )
  expect(shared.sort()).toEqual(['failed', 'interaction', 'interrupted', 'refused'])
  const cannotPrompt = new RolecallError('interaction', 'no terminal', { reason: 'cannot-ask' })
  expect(sharedFailure(cannotPrompt)).toBeUndefined()
  expect(sharedFailure(new Error('a bug'))).toBeUndefined()
})
