import { expect, test } from 'vitest'
import { accountOfKeyId } from '../../src/core/access-key-id.js'
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
