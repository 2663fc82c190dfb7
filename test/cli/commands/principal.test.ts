import { expect, test } from 'vitest'
import { principalOf } from '../../../src/cli/commands/whoami/principal.js'

test.each([
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
