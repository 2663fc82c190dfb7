import { expect, test } from 'vitest'
import { explainFailure } from '../../../src/sts/errors/explain.js'

const denied = (message: string) =>
  Object.assign(new Error(message), { name: 'AccessDenied', $metadata: { requestId: 'r' } })
const ASSUME =
  'User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on resource: r'

test.each([
  [{ externalId: false, mfa: false }, 'it requires an external ID (external_id), it requires MFA'],
  [{ externalId: true, mfa: false }, 'it requires another external ID, it requires MFA'],
  [{ externalId: true, mfa: true }, 'it requires another external ID, or your own policy'],
  [
    { externalId: false, mfa: true },
    'it requires an external ID (external_id), or your own policy',
  ],
])('the hint of AccessDenied leaves out what %j excludes', (sent, causes) => {
  const { hint } = explainFailure(denied(ASSUME), 0, { sent })
  expect(hint).toMatch(
    /^likely causes: the role does not exist, its trust policy does not name you/,
  )
  expect(hint).toContain(causes)
})

test.each([
  [ASSUME.replace('AssumeRole', 'TagSession'), 'must allow sts:TagSession'],
  [ASSUME.replace('AssumeRole', 'SetSourceIdentity'), 'must allow sts:SetSourceIdentity'],
  [`${ASSUME} with an explicit deny in a service control policy`, 'a policy denies this call'],
  ['Not authorized to perform sts:AssumeRoleWithSAML', 'the SAML provider and the assertion'],
  ['Not authorized to perform: sts:AssumeRoleWithWebIdentity', 'audience (aud) and subject (sub)'],
])('the hint of %j', (message, hint) => {
  expect(explainFailure(denied(message), 0).hint).toContain(hint)
})
