import { expect, test } from 'vitest'
import { decide, parsePolicy } from '../support/iam-policy.js'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
const READ = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::data/*' } as const
const OLD = {
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-28T10:00:00Z' } },
} as const
const LIKE = {
  Effect: 'Deny',
  NotAction: ['iam:*'],
  Resource: ['*'],
  Condition: {
    StringLike: { 'aws:userid': ['AROA*:alice', 'x'] },
    StringNotEquals: { 'aws:SourceIdentity': 'bob' },
  },
} as const

const object = (action: string, context = {}) => ({
  action,
  resource: 'arn:aws:s3:::data/file',
  context,
})

test.each([
  [[READ], object('s3:GetObject'), 'allow'],
  [[READ], object('S3:getobject'), 'allow'],
  [[READ], object('s3:PutObject'), 'implicit'],
  [[READ], { action: 's3:GetObject', resource: 'arn:aws:s3:::other/file' }, 'implicit'],
  [[READ, OLD], object('s3:GetObject', { 'AWS:tokenissuetime': '2026-11-28T09:59:59Z' }), 'deny'],
  [[READ, OLD], object('s3:GetObject', { 'aws:TokenIssueTime': '2026-11-28T10:00:00Z' }), 'allow'],
  [[READ, OLD], object('s3:GetObject'), 'allow'],
  [[READ, LIKE], object('s3:GetObject', { 'aws:userid': 'AROAX:alice' }), 'deny'],
  [
    [READ, LIKE],
    object('s3:GetObject', { 'aws:userid': 'AROAX:alice', 'aws:SourceIdentity': 'bob' }),
    'allow',
  ],
  [[READ, LIKE], object('s3:GetObject', { 'aws:userid': 'AROAX:bob' }), 'allow'],
  [[LIKE], object('iam:GetUser', { 'aws:userid': 'x' }), 'implicit'],
])('statements %j decide %j: %s', (statements, request, decision) => {
  const policy = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  expect(decide([policy], request)).toBe(decision)
})

test('an element or operator that is not evaluated is an error, not a guess', () => {
  const unknown = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Null: { a: 'b' } } }
  const principal = { Effect: 'Allow', Action: '*', Principal: '*' }
  for (const statement of [unknown, principal]) {
    const policy = parsePolicy(JSON.stringify({ Statement: statement }))
    expect(() => decide([policy], object('s3:GetObject'))).toThrow('does not know')
  }
})
