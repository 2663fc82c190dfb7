import { describe, expect, it, test } from 'vitest'
import { stsParams } from '../../../src/sts/api/params.js'
import { cliName } from '../../../src/sts/api/members.js'
import { STS_OPERATIONS } from '../../../src/sts/api/operations.js'
import { parseShorthand } from '../../../src/sts/api/shorthand.js'
import { isInstalled } from '../../support/commands.js'
import { runCommand } from '../../support/run.js'

const ROLE = 'arn:aws:iam::222222222222:role/dev'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

const REQUIRED: Record<string, Record<string, string>> = {
  AssumeRole: { RoleArn: ROLE, RoleSessionName: 'alice' },
  AssumeRoleWithSAML: { RoleArn: ROLE, PrincipalArn: ROLE, SAMLAssertion: 'PFNBTUw+' },
  AssumeRoleWithWebIdentity: {
    RoleArn: ROLE,
    RoleSessionName: 'job',
    WebIdentityToken: 'e30.e30.e30',
  },
  AssumeRoot: { TargetPrincipal: '222222222222', TaskPolicyArn: `arn=${READ_ONLY}` },
  DecodeAuthorizationMessage: { EncodedMessage: 'x' },
  GetAccessKeyInfo: { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  GetCallerIdentity: {},
  GetDelegatedAccessToken: { TradeInToken: 'x' },
  GetFederationToken: { Name: 'guest' },
  GetSessionToken: {},
  GetWebIdentityToken: { Audience: 'a', SigningAlgorithm: 'RS256' },
}

function paramsOf(api: string, given: Record<string, string | string[]> = {}): unknown {
  const operation = STS_OPERATIONS.find((each) => each.api === api)
  if (!operation) throw new Error(`no ${api}`)
  const words = Object.entries({ ...REQUIRED[api], ...given })
  return stsParams(operation, new Map(words.map(([name, value]) => [name, [value].flat()])))
}

test('every operation has its required params, and accepts them', () => {
  expect(STS_OPERATIONS.map(({ api }) => api)).toEqual(Object.keys(REQUIRED))
  for (const { api, members } of STS_OPERATIONS) {
    const required = members.filter((member) => member.required).map(({ name }) => name)
    expect(required.sort()).toEqual(Object.keys(REQUIRED[api] ?? {}).sort())
    expect(Object.keys(paramsOf(api) as object).sort()).toEqual(required)
  }
})

describe('lists and structures', () => {
  it.each([
    [
      'Tags',
      ['Key=a,Value=b', 'Key=c,Value='],
      [
        { Key: 'a', Value: 'b' },
        { Key: 'c', Value: '' },
      ],
    ],
    ['Tags', ['[{"Key":"a","Value":"b"}]'], [{ Key: 'a', Value: 'b' }]],
    ['Tags', [' {"Value":"b","Key":"a"}'], [{ Key: 'a', Value: 'b' }]],
    ['PolicyArns', [`arn=${READ_ONLY}`], [{ arn: READ_ONLY }]],
    ['TransitiveTagKeys', ['a', 'b'], ['a', 'b']],
    ['TransitiveTagKeys', ['["a","b"]'], ['a', 'b']],
    ['DurationSeconds', ['90m'], 5400],
    ['MinimumSessionTokenSize', ['0'], 0],
  ])('%s %j', (name, words, value) => {
    expect(paramsOf('AssumeRole', { [name]: words })).toMatchObject({ [name]: value })
  })
})

describe('limits, before the call, with the limit in the message', () => {
  it.each([
    ['AssumeRole', { RoleArn: 'arn' }, '--role-arn must have 20 to 2048 characters, not 3'],
    ['AssumeRole', { RoleSessionName: 'a b' }, 'STS does not accept --role-session-name: a b'],
    ['AssumeRole', { DurationSeconds: '43201' }, '900 to 43200 seconds for AssumeRole, not 43201'],
    ['AssumeRole', { DurationSeconds: 'long' }, '--duration-seconds is not a duration: long'],
    ['AssumeRole', { Policy: '{' }, '--policy is not JSON'],
    ['AssumeRole', { Policy: `["${'x'.repeat(2045)}"]` }, '1 to 2048 characters, not 2049'],
    ['AssumeRole', { Tags: 'Key=a' }, '--tags takes Key and Value: Key=…,Value=…'],
    ['AssumeRole', { Tags: 'Key=a,Value=b,Extra=c' }, '--tags takes Key and Value'],
    ['AssumeRole', { Tags: '[{"Key":"a","Value":1}]' }, '--tags takes Key and Value'],
    ['AssumeRole', { PolicyArns: '[{"constructor":"x"}]' }, '--policy-arns takes arn: arn=…'],
    ['AssumeRole', { Tags: '[null]' }, '--tags takes Key and Value'],
    ['AssumeRole', { Tags: '[{]' }, '--tags is not JSON'],
    ['AssumeRole', { Tags: ['Key=a,Value=b', 'Key=A,Value=c'] }, 'the tag A twice'],
    [
      'AssumeRole',
      { Tags: Array.from({ length: 51 }, (_, i) => `Key=${i},Value=`) },
      'has 51 entries, and STS accepts at most 50',
    ],
    [
      'AssumeRole',
      { PolicyArns: Array<string>(11).fill(`arn=${READ_ONLY}`) },
      'has 11 entries, and STS accepts at most 10',
    ],
    ['AssumeRole', { SourceIdentity: 'aws:x' }, 'STS does not accept --source-identity'],
    ['AssumeRole', { ExternalId: 'x' }, '--external-id must have 2 to 1224 characters'],
    ['AssumeRole', { TokenCode: '12345' }, '--token-code must have 6 characters, not 5'],
    ['AssumeRole', { SerialNumber: 'short' }, '--serial-number must have 9 to 256 characters'],
    ['AssumeRole', { MinimumSessionTokenSize: '4097' }, 'must be a number from 0 to 4096'],
    ['AssumeRoleWithSAML', { SAMLAssertion: 'x'.repeat(100_001) }, '4 to 100000 characters'],
    [
      'AssumeRoleWithWebIdentity',
      { WebIdentityToken: 'x'.repeat(20_001) },
      '4 to 20000 characters',
    ],
    ['AssumeRoot', { DurationSeconds: '901' }, '0 to 900 seconds for AssumeRoot, not 901'],
    ['AssumeRoot', { TargetPrincipal: 'the-account-x' }, 'STS does not accept --target-principal'],
    ['GetAccessKeyInfo', { AccessKeyId: 'AKIA' }, '--access-key-id must have 16 to 128 characters'],
    [
      'GetDelegatedAccessToken',
      { TradeInToken: '' },
      '--trade-in-token must have at least 1 character,',
    ],
    ['GetFederationToken', { Name: 'x'.repeat(33) }, '--name must have 2 to 32 characters, not 33'],
    [
      'GetFederationToken',
      { DurationSeconds: '37h' },
      '900 to 129600 seconds for GetFederationToken',
    ],
    [
      'GetWebIdentityToken',
      { SigningAlgorithm: 'HS256' },
      'STS does not accept --signing-algorithm',
    ],
    ['GetWebIdentityToken', { DurationSeconds: '59' }, '60 to 3600 seconds'],
    [
      'GetWebIdentityToken',
      { Audience: Array<string>(11).fill('a') },
      'has 11 entries, and STS accepts at most 10',
    ],
  ])('%s %j: %s', (api, given, says) => {
    expect(() => paramsOf(api, given)).toThrow(says)
  })

  it('never quotes a secret', () => {
    const secret = 'canary-7c1d'.repeat(3000)
    for (const [api, name] of [
      ['AssumeRoleWithSAML', 'SAMLAssertion'],
      ['AssumeRoleWithWebIdentity', 'WebIdentityToken'],
    ] as const) {
      expect(() => paramsOf(api, { [name]: secret.repeat(4) })).toThrow(/^(?!.*canary)/)
    }
    const key = 'canary/K7MDENG/bPxRfiCYEXAMPLEKEY'
    expect(() => paramsOf('GetAccessKeyInfo', { AccessKeyId: key })).toThrow(/^(?!.*canary)/)
    expect(() => paramsOf('GetSessionToken', { TokenCode: 'canary' })).toThrow(/^(?!.*canary)/)
    const context = `ContextAssertion=${secret},ProviderArn=${ROLE}`
    expect(() => paramsOf('AssumeRole', { ProvidedContexts: context })).toThrow(/^(?!.*canary)/)
    expect(() => paramsOf('AssumeRole', { ProvidedContexts: `${context},=` })).toThrow(
      /^(?!.*canary)/,
    )
  })
})

/** Shorthand to what the AWS CLI makes of it; undefined where it refuses. */
const SHORTHAND: [string, Record<string, string> | undefined][] = [
  ['Key=a,Value=b', { Key: 'a', Value: 'b' }],
  ['Key=a, Value=b c ', { Key: 'a', Value: 'b c' }],
  ['Key=a,Value="b,c"', { Key: 'a', Value: 'b,c' }],
  ["Key=a,Value='it\\'s'", { Key: 'a', Value: "it's" }],
  ['Key=a,Value="say \\"x\\""', { Key: 'a', Value: 'say "x"' }],
  ['Key=a,Value=b\\,c', { Key: 'a', Value: 'b,c' }],
  ['Key=a,Value=b=c', { Key: 'a', Value: 'b=c' }],
  ['Key=a,Value=', { Key: 'a', Value: '' }],
  ['Key=,Value=b', { Key: '', Value: 'b' }],
  ['Key=ü,Value=日本', { Key: 'ü', Value: '日本' }],
  ['Key=a,Key=b', undefined],
  ['a', undefined],
  ['Key=a"', undefined],
  ['Key=a Value=b', { Key: 'a Value=b' }],
]

test.each(SHORTHAND)('shorthand %j', (text, expected) => {
  const parse = (): unknown => parseShorthand(text, '--tags')
  if (expected) expect(parse()).toEqual(expected)
  else expect(parse).toThrow('the value of --tags is not valid')
})

test('names as the AWS CLI spells them', () => {
  const names = ['SAMLAssertion', 'AssumeRoleWithSAML', 'TradeInToken', 'PolicyArns']
  expect(names.map(cliName)).toEqual([
    'saml-assertion',
    'assume-role-with-saml',
    'trade-in-token',
    'policy-arns',
  ])
})

test.skipIf(!isInstalled('aws'))('the AWS CLI reads shorthand in the same way', async () => {
  const script = `import json, sys
from awscli.shorthand import ShorthandParser, ShorthandParseError
def parse(text):
    try: return ShorthandParser().parse(text)
    except ShorthandParseError: return None
print(json.dumps([parse(text) for text in json.load(sys.stdin)]))`
  const stdin = JSON.stringify(SHORTHAND.map(([text]) => text))
  const { stdout, stderr } = await runCommand('python3', ['-c', script], { stdin })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual(SHORTHAND.map(([, expected]) => expected ?? null))
})
