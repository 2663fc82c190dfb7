import { describe, expect, test } from 'vitest'
import {
  findRevocation,
  withRevocation,
  withoutRevocation,
} from '../../../src/core/policy/revocation.js'
import { parseDocument } from '../../../src/core/policy/document.js'

const AT = '2026-11-28T10:00:00Z'
const ROLE = { kind: 'role' } as const
const statement = (change: object = {}): object => ({
  ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
  Condition: { DateLessThan: { 'aws:TokenIssueTime': AT } },
  ...change,
})
const found = (value: unknown): string | undefined =>
  findRevocation(parseDocument(JSON.stringify({ Statement: value })), ROLE)?.before

describe('a revocation in a policy', () => {
  test.each([
    ['an object', statement()],
    ['a list', [statement()]],
    ['one action as a text', [statement({ Action: '*', Resource: '*', Sid: 'Any' })]],
    [
      'a key in capitals',
      [statement({ Condition: { DateLessThan: { 'AWS:tokenissuetime': AT } } })],
    ],
    [
      'a time in a list',
      [statement({ Condition: { DateLessThan: { 'aws:TokenIssueTime': [AT] } } })],
    ],
  ])('is found as %s', (_, value) => {
    expect(found(value)).toBe(AT)
  })

  test.each([
    ['allows', statement({ Effect: 'Allow' })],
    ['is of some actions', statement({ Action: ['s3:*'] })],
    ['has no action', statement({ Action: undefined, NotAction: ['iam:*'] })],
    ['has no condition', statement({ Condition: undefined })],
    [
      'has another condition',
      statement({ Condition: { DateLessThan: { 'aws:CurrentTime': AT } } }),
    ],
    [
      'has one more condition',
      statement({
        Condition: {
          DateLessThan: { 'aws:TokenIssueTime': AT },
          StringEquals: { 'aws:userid': 'AROA:x' },
        },
      }),
    ],
    ['has no time', statement({ Condition: { DateLessThan: { 'aws:TokenIssueTime': 'soon' } } })],
  ])('is not a statement that %s', (_, value) => {
    expect(found([value])).toBeUndefined()
  })

  test('is put and taken out without a change of anything else', () => {
    const own = { Id: 'mine', Version: '2008-10-17', Statement: statement({ Action: 's3:*' }) }
    const before = parseDocument(JSON.stringify(own))
    const after = withRevocation(before, ROLE, AT, Date.parse(AT))
    expect(after).toMatchObject({ Id: 'mine', Version: '2008-10-17' })
    expect(after.Statement).toHaveLength(2)
    expect(withoutRevocation(after, ROLE, undefined)).toEqual(before)
    const only = withRevocation(undefined, ROLE, AT, Date.parse(AT))
    expect(withoutRevocation(only, ROLE, undefined)).toBeUndefined()
  })

  test.each(['', 'x', '[]', '{}', '{"Statement":"x"}', '{"Statement":[1]}'])(
    'a text that is no policy is undefined: %s',
    (text) => {
      expect(parseDocument(text)).toBeUndefined()
    },
  )
})
