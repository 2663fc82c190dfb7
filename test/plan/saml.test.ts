import { describe, expect, test } from 'vitest'
import { cacheKeys } from '../../src/plan/cache-key.js'
import type { PlanRequest } from '../../src/plan/request.js'
import { KEYS, planOf, role } from './plan-of.js'

const PROVIDER = 'arn:aws-cn:iam::222222222222:saml-provider/corp'
const SAML = 'rolecall_saml_url = https://idp.example.com/sso\nregion = eu-west-1'
const step = (sections: Record<string, string>, request: PlanRequest = { profile: 'dev' }) =>
  planOf(sections, request).steps.map(({ operation, input }) => [operation, input])

describe('a profile that signs in by SAML', () => {
  test('with a role', () => {
    const dev = `${SAML}\nrole_arn = ${role('a')}`
    expect(step({ dev })).toEqual([['AssumeRoleWithSAML', { RoleArn: role('a') }]])
    expect(planOf({ dev }).source).toEqual({
      kind: 'saml',
      profile: 'dev',
      url: 'https://idp.example.com/sso',
    })
  })

  test('without one: the role is chosen later, and the plan has a key all the same', () => {
    const dev = `${SAML}\nduration_seconds = 7200`
    expect(step({ dev })).toEqual([['AssumeRoleWithSAML', { DurationSeconds: 7200 }]])
    const [one] = cacheKeys(planOf({ dev }))
    expect(cacheKeys(planOf({ dev: dev.replace('/sso', '/other') }))).not.toEqual([one])
  })

  test('with a role from the flags', () => {
    const request = { profile: 'dev', roleArn: role('b'), duration: 900 }
    expect(step({ dev: SAML }, request)).toEqual([
      ['AssumeRoleWithSAML', { RoleArn: role('b'), DurationSeconds: 900 }],
    ])
  })

  test('as the source of another: its own role comes first, and lasts an hour', () => {
    const dev = `role_arn = ${role('b')}\nsource_profile = corp`
    expect(step({ dev, corp: SAML }).map(([operation]) => operation)).toEqual([
      'AssumeRoleWithSAML',
    ])
    expect(step({ dev, corp: `${SAML}\nrole_arn = ${role('a')}` })).toMatchObject([
      ['AssumeRoleWithSAML', { RoleArn: role('a'), DurationSeconds: 3600 }],
      ['AssumeRole', { RoleArn: role('b') }],
    ])
  })

  test('with the provider named: STS is asked in its partition', () => {
    const dev = `${SAML}\nsaml_provider_arn = ${PROVIDER}`
    expect(step({ dev })).toEqual([['AssumeRoleWithSAML', { PrincipalArn: PROVIDER }]])
    expect(planOf({ dev }).target.region).toBe('cn-northwest-1')
  })

  test('a note names each setting that the assertion itself contains', () => {
    const dev = `${SAML}\nrole_arn = ${role('a')}\nrole_session_name = ann\nexternal_id = 42`
    expect(planOf({ dev }).notes).toEqual([
      'the external ID is not used: with SAML, only the assertion can contain it',
      'the role session name is not used: with SAML, only the assertion can contain it',
    ])
  })
})

test.each([
  [{ dev: `${SAML}\nsaml_assertion_file = f` }, {}, /has saml_url and saml_assertion_file/],
  [
    { dev: `${SAML}\nrole_arn = ${role('a')}\nsource_profile = x` },
    {},
    /source_profile and saml_url/,
  ],
  [{ dev: 'saml_provider_arn = corp' }, {}, /is not the ARN of a SAML provider: corp/],
  [{ dev: KEYS }, { samlAssertion: true }, /does not sign in with SAML/],
])('refused: %j', (sections, request, message) => {
  expect(() => planOf(sections, { profile: 'dev', ...request })).toThrow(message)
})

test('an assertion in hand and a role need no profile', () => {
  expect(step({}, { profile: role('a'), samlAssertion: true })).toEqual([
    ['AssumeRoleWithSAML', { RoleArn: role('a') }],
  ])
})
