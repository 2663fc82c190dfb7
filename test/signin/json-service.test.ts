import { expect, test } from 'vitest'
import { unreachableError } from '../../src/signin/json-service.js'

const SERVICE = { url: 'https://portal.example/', name: 'IAM Identity Center' }

test('of several addresses that fail, the first says why the service cannot be reached', () => {
  const failures = ['connect ETIMEDOUT 192.0.2.1:443', 'connect ECONNREFUSED 192.0.2.2:443']
  const wrapped = new AggregateError(failures.map((message) => new Error(message)))
  expect(unreachableError(SERVICE, wrapped).message).toBe(
    `cannot reach portal.example: ${failures[0]}`,
  )
})

test('a time limit is named as such', () => {
  const { reason } = AbortSignal.abort(new DOMException('aborted', 'TimeoutError'))
  expect(unreachableError(SERVICE, reason).message).toBe(
    'cannot reach portal.example: it took too long',
  )
})
