import { describe, expect, test } from 'vitest'
import type { PlanRequest } from '../../src/plan/request.js'
import type { StsTarget } from '../../src/core/step.js'
import { expectError, KEYS, planOf } from './plan-of.js'

const arn = (partition: string): string => `arn:${partition}:iam::222222222222:role/admin`
const dev = (extra = '', partition = 'aws'): string =>
  `role_arn = ${arn(partition)}\nsource_profile = base\n${extra}\n`

function targetOf(
  sections: Record<string, string>,
  env: Record<string, string> = {},
  request: PlanRequest = {},
): StsTarget | undefined {
  return planOf({ base: KEYS, ...sections }, { profile: 'dev', ...request }, env).steps[0]?.target
}

const both = { dev: dev('region = eu-west-1'), base: `${KEYS}region = eu-west-2` }
const env = { AWS_REGION: 'ca-central-1', AWS_DEFAULT_REGION: 'sa-east-1' }

describe('the region that STS is asked in, and the one that is exported', () => {
  test.each<[string, Record<string, string>, Record<string, string>, PlanRequest, string, string?]>(
    [
      ['the flag', both, env, { region: 'us-west-2' }, 'us-west-2', 'us-west-2'],
      ['AWS_REGION', both, env, {}, 'ca-central-1', 'ca-central-1'],
      ['AWS_DEFAULT_REGION', both, { ...env, AWS_REGION: '' }, {}, 'sa-east-1', 'sa-east-1'],
      ['the profile', both, {}, {}, 'eu-west-1', 'eu-west-1'],
      ['its source', { ...both, dev: dev() }, {}, {}, 'eu-west-2', 'eu-west-2'],
      [
        'the environment, if the files have no region',
        { dev: dev() },
        env,
        {},
        'ca-central-1',
        'ca-central-1',
      ],
      ['the default', { dev: dev() }, {}, {}, 'us-east-1'],
      ['of China', { dev: dev('', 'aws-cn') }, {}, {}, 'cn-northwest-1'],
      ['of GovCloud', { dev: dev('', 'aws-us-gov') }, {}, {}, 'us-gov-west-1'],
      ['of Europe’s', { dev: dev('', 'aws-eusc') }, {}, {}, 'eusc-de-east-1'],
      [
        'the first that the partition has',
        { dev: dev('region = cn-north-1', 'aws-cn') },
        env,
        {},
        'cn-north-1',
        'cn-north-1',
      ],
      [
        'none of another partition',
        { dev: dev('', 'aws-cn') },
        env,
        {},
        ...(Array<string>(2).fill('cn-northwest-1') as [string, string]),
      ],
      [
        'what a global name stands for',
        { dev: dev('region = aws-global') },
        {},
        {},
        'us-east-1',
        'aws-global',
      ],
      [
        'what it stands for in China',
        { dev: dev('region = aws-cn-global', 'aws-cn') },
        {},
        {},
        'cn-northwest-1',
        'aws-cn-global',
      ],
      ['only host labels', { dev: dev('region = $(touch x)') }, {}, {}, 'us-east-1', '$(touch x)'],
      [
        'the partition of an MFA device, if there is no role',
        { dev: `${KEYS}mfa_serial = arn:aws-cn:iam::111111111111:mfa/me` },
        {},
        {},
        'cn-northwest-1',
      ],
    ],
  )('%s', (_name, sections, variables, request, region, exported) => {
    expect(targetOf(sections, variables, request)).toEqual({ region })
    const plan = planOf({ base: KEYS, ...sections }, { profile: 'dev', ...request }, variables)
    expect(plan.region).toBe(exported)
  })

  test.each(['', 'eu west 1', '$(touch x)', 'x.example.com/'])(
    '--region %j is refused',
    (region) => {
      expectError(
        () => targetOf(both, env, { region }),
        'usage',
        /^--region is not the name of a reg/,
      )
    },
  )

  test('all steps are asked in one place', () => {
    const plan = planOf({
      dev: dev('mfa_serial = GAHT12345678'),
      base: `${KEYS}region = eu-west-2`,
    })
    expect(plan.steps.map(({ target }) => target.region)).toEqual(['eu-west-2', 'eu-west-2'])
  })
})

describe('the endpoint', () => {
  const services = { 'services local': 'sts =\n  endpoint_url = http://services' }
  const sections = { dev: dev('services = local\nendpoint_url = http://profile'), ...services }
  const variables = { AWS_ENDPOINT_URL_STS: 'http://sts', AWS_ENDPOINT_URL: 'http://all' }

  test.each<[string, Record<string, string>, Record<string, string>, string | undefined]>([
    ['AWS_ENDPOINT_URL_STS', sections, variables, 'http://sts'],
    ['AWS_ENDPOINT_URL', sections, { ...variables, AWS_ENDPOINT_URL_STS: '' }, 'http://all'],
    ['the services section', sections, {}, 'http://services'],
    ['the profile', { dev: dev('endpoint_url = http://profile') }, {}, 'http://profile'],
    [
      'never its source',
      { dev: dev(), base: `${KEYS}services = local\nendpoint_url = http://source`, ...services },
      {},
      undefined,
    ],
    [
      'ignored by a variable',
      sections,
      { ...variables, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      undefined,
    ],
    [
      'ignored by a key',
      { dev: dev('endpoint_url = http://x\nignore_configured_endpoint_urls = true') },
      {},
      undefined,
    ],
    ['none', { dev: dev('services = nowhere') }, {}, undefined],
  ])('%s', (_name, files, variables, endpoint) => {
    expect(targetOf(files, variables)?.endpoint).toBe(endpoint)
  })

  test.each([
    ['endpoint_url = ftp://x', /not an http or https URL: ftp:\/\/x/],
    ['endpoint_url = nonsense', /not an http or https URL/],
    ['endpoint_url = http://ann:pw@host/x', /^the endpoint contains a user name: …@host\/x$/],
    ['endpoint_url = ann:p@w@host', /^the endpoint contains a user name: …@host$/],
    ['endpoint_url = http://x\nuse_fips_endpoint = true', /a FIPS endpoint cannot be combined/],
    [
      'endpoint_url = http://x\nuse_dualstack_endpoint = true',
      /a dual-stack endpoint cannot be combined/,
    ],
  ])('refused: %j', (keys, words) => {
    expectError(() => targetOf({ dev: dev(keys) }), 'config', words)
  })
})

test.each<[string, Record<string, string>, Partial<StsTarget>]>([
  ['use_fips_endpoint = true', {}, { fips: true }],
  ['use_dualstack_endpoint = TRUE', {}, { dualStack: true }],
  [
    '',
    { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    { fips: true, dualStack: true },
  ],
  ['use_fips_endpoint = true', { AWS_USE_FIPS_ENDPOINT: 'false' }, {}],
  ['use_fips_endpoint = false', {}, {}],
])('FIPS and dual-stack: %j with %j', (keys, variables, expected) => {
  expect(targetOf({ dev: dev(keys) }, variables)).toEqual({ region: 'us-east-1', ...expected })
})

test('FIPS, dual-stack and ignored endpoints of a source do not count', () => {
  const source = 'use_fips_endpoint = true\nuse_dualstack_endpoint = true\n'
  expect(targetOf({ dev: dev(), base: KEYS + source })).toEqual({ region: 'us-east-1' })
  const ignoring = `${KEYS}ignore_configured_endpoint_urls = true`
  const target = targetOf({ dev: dev('endpoint_url = http://x'), base: ignoring })
  expect(target?.endpoint).toBe('http://x')
})

test('the endpoint of a role on the command line is that of the profile it is beside', () => {
  const local = { local: `${KEYS}endpoint_url = http://local` }
  const ofVariable = planOf(local, { profile: arn('aws') }, { AWS_PROFILE: 'local' })
  expect(ofVariable.target.endpoint).toBe('http://local')
  const ofSource = planOf(local, { profile: arn('aws'), sourceProfile: 'local' })
  expect(ofSource.target).not.toHaveProperty('endpoint')
})

test('mfa_process and ca_bundle are the profile’s or its source’s, AWS_CA_BUNDLE beats the file', () => {
  const sections = {
    dev: dev('ca_bundle = /dev.pem'),
    base: `${KEYS}mfa_process = otp aws\nca_bundle = /base.pem`,
  }
  expect(planOf(sections)).toMatchObject({ mfaProcess: 'otp aws', caBundle: '/dev.pem' })
  const variables = { AWS_CA_BUNDLE: '/env.pem' }
  expect(planOf(sections, { profile: 'dev' }, variables).caBundle).toBe('/env.pem')
})

test('a FIPS name as a region means the FIPS endpoint, and is exported as it is', () => {
  const sections = { base: KEYS, dev: dev('region = fips-us-west-2') }
  expect(targetOf(sections)).toEqual({ region: 'us-west-2', fips: true })
  expect(planOf(sections).region).toBe('fips-us-west-2')
})
