import { expect, it, test } from 'vitest'
import { accountOfKeyId } from '../../src/core/access-key-id.js'
import { principalOf } from '../../src/core/principal.js'
import { accessKeyId } from '../support/sts-server/default-model.js'

test.each([
  // A pair that was published together with its account.
  ['ASIAQNZGKIQY56JQ7WML', '029608264753'],
  [accessKeyId('AKIA', '000000000001'), '000000000001'],
  [accessKeyId('ASIA', '999999999999'), '999999999999'],
  // From before 2019: the first bit is clear.
  ['AKIAIOSFODNN7EXAMPLE', undefined],
  ['AKIAJ7Q2XEXAMPLE2345', undefined],
  // More than any account's number.
  ['AKIA7777777777777777', undefined],
  // Not the id of a key.
  ['AROAQNZGKIQY56JQ7WML', undefined],
  ['ASIAQNZGKIQY56JQ7WM', undefined],
  ['asiaqnzgkiqy56jq7wml', undefined],
])('the account in %s is %s', (id, account) => {
  expect(accountOfKeyId(id)).toBe(account)
})

it.each([
  ['arn:aws:iam::111111111111:root', { type: 'root' }],
  ['arn:aws-cn:iam::111111111111:user/team/eu/alice', { type: 'user', name: 'alice' }],
  [
    'arn:aws:sts::111111111111:assumed-role/admin/a@b',
    { type: 'role', role: 'admin', session: 'a@b' },
  ],
  ['arn:aws:sts::111111111111:federated-user/x', { type: 'federated user', name: 'x' }],
  ['arn:aws:sts::111111111111:something/new', undefined],
  ['not an arn', undefined],
])('%s', (arn, principal) => {
  expect(principalOf(arn)).toEqual(principal)
})
