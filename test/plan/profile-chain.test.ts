import { describe, expect, test } from 'vitest'
import type { PlanRequest } from '../../src/plan/request.js'
import { sha256 } from '../../src/core/sha256.js'
import type { Source } from '../../src/core/source.js'
import { expectError, KEYS, MFA, outline, planOf, role, SSO, TEMPORARY } from './plan-of.js'

const ENV_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' }
const dev = `role_arn = ${role('admin')}\nsource_profile = base\n`

describe('sources', () => {
  const staticKeys = (profile: string, file: string, temporary = false): Source => ({
    kind: 'static',
    profile,
    file,
    accessKeyId: 'AKIAEXAMPLE',
    temporary,
  })
  const sso = {
    kind: 'sso',
    profile: 'dev',
    startUrl: 'https://x/start#/',
    region: 'eu-west-1',
    accountId: '111111111111',
    roleName: 'R',
  } as const
  const process = { kind: 'process', profile: 'dev', command: 'op-aws --json' } as const
  const login = { kind: 'login', profile: 'dev', session: 'arn:aws:iam::1:u' } as const
  const all = [
    KEYS,
    SSO,
    'login_session = arn:aws:iam::1:u\n',
    'credential_process = op-aws --json\n',
  ]

  test.each<[string, Record<string, string>, Source, Record<string, string>?]>([
    ['static keys in the config file', { dev: KEYS }, staticKeys('dev', '/h/config')],
    ['in the credentials file', { 'dev!': KEYS }, staticKeys('dev', '/h/credentials')],
    ['temporary ones', { dev: TEMPORARY }, staticKeys('dev', '/h/config', true)],
    ['keys before SSO', { dev: all.join('') }, staticKeys('dev', '/h/config')],
    ['SSO before login_session', { dev: all.slice(1).join('') }, sso],
    [
      'login_session before a process',
      { dev: all.slice(2).join('') },
      { ...login, region: 'us-east-1' },
    ],
    ['another tool’s process', { dev: all.slice(3).join('') }, process],
    [
      'one that gives long-term keys',
      { dev: `${all[3]}rolecall_long_term_keys = true\n` },
      { ...process, longTerm: true },
    ],
    [
      'an sso-session section',
      {
        dev: 'sso_session = corp\nsso_account_id = 111111111111\nsso_role_name = R',
        'sso-session corp': 'sso_start_url = https://x/start#/\nsso_region = eu-west-1',
      },
      { ...sso, session: 'corp' },
    ],
    [
      'login_session in the region of the profile',
      { dev: 'login_session = arn:aws:iam::1:u\nregion = eu-west-1' },
      { ...login, region: 'eu-west-1' },
    ],
    [
      'login_session in its partition',
      { dev: 'login_session = arn:aws-cn:iam::1:u' },
      { ...login, session: 'arn:aws-cn:iam::1:u', region: 'cn-northwest-1' },
    ],
    [
      'credential_source without a role',
      { dev: 'credential_source = Environment' },
      {
        kind: 'environment',
        accessKeyId: 'AKIAENV',
        secretHash: sha256(`${ENV_KEYS.AWS_SECRET_ACCESS_KEY}\n`),
        temporary: false,
      },
      ENV_KEYS,
    ],
    [
      'an instance',
      { dev: 'credential_source = Ec2InstanceMetadata' },
      { kind: 'ec2-instance-metadata' },
    ],
    [
      'an instance with an endpoint',
      { dev: 'credential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint = http://i' },
      { kind: 'ec2-instance-metadata', endpoint: 'http://i' },
    ],
    [
      'an instance by IPv6',
      { dev: 'credential_source = Ec2InstanceMetadata' },
      { kind: 'ec2-instance-metadata', endpoint: 'http://[fd00:ec2::254]' },
      { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv6' },
    ],
    [
      'a container, its relative URI first',
      { dev: 'credential_source = EcsContainer' },
      { kind: 'ecs-container', uri: 'http://169.254.170.2/r' },
      {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/f',
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/r',
      },
    ],
    [
      'a web identity file',
      { dev: `role_arn = ${role('w')}\nweb_identity_token_file = /t` },
      { kind: 'web-identity-file', profile: 'dev', file: '/t' },
    ],
    [
      'a web identity process',
      { dev: `role_arn = ${role('w')}\nweb_identity_token_process = t --x` },
      { kind: 'web-identity-process', profile: 'dev', command: 't --x' },
    ],
  ])('%s', (_name, sections, source, env = {}) => {
    expect(planOf(sections, { profile: 'dev' }, env).source).toEqual(source)
  })

  test.each<[string, string, RegExp, RegExp?]>([
    ['half a pair', 'aws_access_key_id = A', /profile dev has no aws_secret_access_key/],
    ['the other half', 'aws_secret_access_key = A', /profile dev has no aws_access_key_id/],
    ['SSO without a region', SSO.replace(/sso_region.*\n/, ''), /sso_region is missing/],
    ['a missing sso-session', `${SSO}sso_session = no`, /\[sso-session no\], which does not exist/],
    ['sso_session alone', 'sso_session = no', /profile dev has no credentials/],
    ['an unknown source', 'credential_source = environment', /unknown.*environment/, /spelling/],
    ['an empty environment', 'credential_source = Environment', /AWS_ACCESS_KEY_ID is not set/],
    ['no container', 'credential_source = EcsContainer', /not a container with a role/],
    ['nothing', 'region = x', /profile dev has no credentials/],
    [
      'rolecall itself',
      'credential_process = rolecall process',
      /runs rolecall but has no settings/,
      /rolecall_role_arn/,
    ],
    [
      'a role and nothing',
      `role_arn = ${role('x')}`,
      /nothing to assume it with/,
      /source_profile/,
    ],
    ['a role that is none', 'role_arn = admin', /role_arn of profile dev is not the ARN of a role/],
    [
      'two sources',
      `${dev}credential_source = Environment`,
      /source_profile and credential_source/,
    ],
    [
      'another two',
      `${dev}web_identity_token_file = /t`,
      /source_profile and web_identity_token_file/,
    ],
    [
      'a control character',
      'credential_process = a\u0007b',
      /credential_process.*control character/,
    ],
  ])('an error: %s', (_name, body, words, hint) => {
    expectError(() => planOf({ dev: body, base: KEYS }), 'config', words, hint)
  })
})

describe('chains', () => {
  test('from the profile asked for to the one that holds keys', () => {
    const hub = `role_arn = ${role('hub')}\nsource_profile = base`
    const sections = { dev: `role_arn = ${role('leaf')}\nsource_profile = hub`, hub, base: KEYS }
    expect(planOf(sections)).toMatchObject({ profile: 'dev', chain: ['dev', 'hub', 'base'] })
  })

  test('a source profile with static keys gives those, and its own role does not count', () => {
    const plan = planOf({ dev, base: `${KEYS}role_arn = ${role('no')}\nsource_profile = nowhere` })
    expect(outline(plan)).toEqual(['AssumeRole admin 3600'])
  })

  test('the profile that is asked for has its role assumed, though it has keys', () => {
    const plan = planOf({ dev: `${KEYS}${dev}`, base: KEYS })
    expect(outline(plan)).toEqual(['AssumeRole admin 3600'])
    expect(plan.source).toMatchObject({ profile: 'base' })
  })

  test('a profile may name itself if it has static keys', () => {
    const plan = planOf({ dev: `${KEYS}role_arn = ${role('x')}\nsource_profile = dev` })
    expect(plan).toMatchObject({ chain: ['dev'], source: { kind: 'static', profile: 'dev' } })
    expect(outline(plan)).toEqual(['AssumeRole x 3600'])
  })

  test.each([
    [{ dev: `role_arn = ${role('x')}\nsource_profile = dev` }, /loops: dev -> dev$/],
    [
      { dev, base: `role_arn = ${role('x')}\nsource_profile = dev` },
      /source_profile loops: dev -> base -> dev$/,
    ],
    [{ dev }, /there is no profile base \(dev -> base\)/],
  ])('an error that prints the chain: %j', (sections, words) => {
    expectError(() => planOf(sections), 'config', words)
  })

  test('a missing profile comes with the names that there are, for a suggestion', () => {
    const sections = { development: KEYS, staging: KEYS, 'dev-elopment': KEYS }
    const run = (): unknown => planOf(sections, { profile: 'developmnet' })
    expectError(run, 'config', /no profile developmnet$/)
    const known = ['development', 'staging', 'dev-elopment']
    expect(run).toThrow(expect.objectContaining({ misspelt: { name: 'developmnet', known } }))
    expectError(() => planOf(sections, { profile: 'zzz' }), 'config', /zzz/, /\/h\/config/)
  })

  test('an empty name is none', () => {
    for (const request of [{ profile: '' }, { profile: 'dev', sourceProfile: '' }]) {
      expectError(() => planOf({ dev }, request), 'usage', /^the profile name is empty$/)
    }
  })

  test.each([
    [{ 'plugins ]\n[dev': '' }, '/h/config has [dev], which must be [profile dev] there'],
    [{ 'profile dev!': KEYS }, '/h/credentials has [profile dev], which must be [dev] there'],
  ])('a header of the other file: %j', (sections, hint) => {
    const run = (): unknown => planOf({ ...sections, dev2: KEYS })
    expectError(run, 'config', /there is no profile dev$/)
    expect(run).toThrow(expect.objectContaining({ hint }))
  })

  test('a name with a control character is refused', () => {
    expectError(() => planOf({}, { profile: 'a\u001b[31m\nb' }), 'config', /control character/)
  })
})

describe('which profile', () => {
  const sections = { default: KEYS, a: KEYS, b: KEYS, c: KEYS }
  test.each<[Record<string, string>, string | undefined, string]>([
    [{}, undefined, 'default'],
    [{ AWS_DEFAULT_PROFILE: 'c' }, undefined, 'c'],
    [{ AWS_DEFAULT_PROFILE: 'c', ROLECALL_PROFILE: 'b' }, undefined, 'b'],
    [{ AWS_DEFAULT_PROFILE: 'c', ROLECALL_PROFILE: 'b', AWS_PROFILE: 'a' }, undefined, 'a'],
    [{ AWS_PROFILE: '', ROLECALL_PROFILE: 'b' }, undefined, 'b'],
    [{ AWS_PROFILE: 'a' }, 'b', 'b'],
  ])('%j and %j: %s', (env, profile, expected) => {
    expect(planOf(sections, profile ? { profile } : {}, env).profile).toBe(expected)
  })

  test('the environment’s keys are used if no profile is named and default has none', () => {
    const environment = { kind: 'environment', accessKeyId: 'AKIAENV' }
    expect(planOf({}, {}, ENV_KEYS).source).toMatchObject(environment)
    const region = { default: 'region = eu-west-1\ncredential_process = rolecall process' }
    expect(planOf(region, {}, ENV_KEYS)).toMatchObject({ source: environment, region: 'eu-west-1' })
    expect(planOf({ default: KEYS }, {}, ENV_KEYS).source).toMatchObject({ kind: 'static' })
    expect(planOf(sections, { profile: 'a' }, ENV_KEYS).source).toMatchObject({ profile: 'a' })
    expectError(() => planOf({}, { profile: 'x' }, ENV_KEYS), 'config', /no profile x/)
  })

  test('a session token makes them temporary', () => {
    const env = { ...ENV_KEYS, AWS_SESSION_TOKEN: 't' }
    expect(planOf({}, {}, env)).toMatchObject({ source: { temporary: true }, steps: [] })
  })

  test('half a pair in the environment', () => {
    expectError(
      () => planOf({}, {}, { AWS_ACCESS_KEY_ID: 'A' }),
      'config',
      /no AWS_SECRET_ACCESS_KEY/,
    )
  })

  test('then its web identity', () => {
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: role('pod') }
    const plan = planOf({}, {}, env)
    expect(plan.source).toEqual({ kind: 'web-identity-file', profile: 'default', file: '/t' })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity pod 3600'])
  })

  test('nothing at all', () => {
    expectError(() => planOf({}, {}), 'config', /no profile is named, and there is no \[default\]/)
  })
})

describe('roles ad hoc', () => {
  const R = role('adhoc')
  const hub = `role_arn = ${role('hub')}\nsource_profile = base\nexternal_id = hub\n`
  const sections = { dev, hub, base: `${KEYS}mfa_serial = ${MFA}`, default: KEYS }
  const viaHub = ['GetSessionToken 43200 code', 'AssumeRole hub 3600', 'AssumeRole adhoc 3600']
  const viaBase = ['GetSessionToken 43200 code', 'AssumeRole adhoc 3600']

  test.each<[PlanRequest, Record<string, string>, string[], string[]]>([
    [{ profile: R, sourceProfile: 'base' }, {}, ['base'], viaBase],
    [{ profile: R, sourceProfile: 'hub' }, {}, ['hub', 'base'], viaHub],
    [{ profile: R }, { AWS_PROFILE: 'base' }, ['base'], viaBase],
    [{ profile: R }, { ROLECALL_PROFILE: 'hub' }, ['hub', 'base'], viaHub],
    [{}, { ROLECALL_PROFILE: R, AWS_DEFAULT_PROFILE: 'base' }, ['base'], viaBase],
    [{ profile: R }, {}, ['default'], ['AssumeRole adhoc 3600']],
    [{ roleArn: R, profile: 'hub' }, {}, ['hub', 'base'], viaHub],
    [{ roleArn: R, profile: 'base' }, {}, ['base'], viaBase],
    [{ roleArn: R, sourceProfile: 'base' }, { AWS_PROFILE: 'hub' }, ['base'], viaBase],
    [{ roleArn: R, profile: 'hub', sourceProfile: 'base' }, {}, ['hub', 'base'], viaBase],
  ])('%j with %j', (request, env, chain, steps) => {
    const plan = planOf(sections, request, env)
    expect(plan.profile).toBe(R)
    expect(plan.chain).toEqual(chain)
    expect(outline(plan)).toEqual(steps)
  })

  test('a source with keys of its own gives those, here as well', () => {
    const own = { base: `${KEYS}role_arn = ${role('no')}\nsource_profile = base` }
    expect(outline(planOf(own, { roleArn: R, profile: 'base' }))).toEqual(['AssumeRole adhoc 3600'])
  })

  test('over the environment’s keys', () => {
    const plan = planOf({}, { profile: R }, ENV_KEYS)
    expect(plan.source.kind).toBe('environment')
    expect(outline(plan)).toEqual(['AssumeRole adhoc 3600'])
  })

  test('the role takes nothing from a profile that is only its source', () => {
    const plan = planOf(sections, { roleArn: R, profile: 'hub' })
    expect(plan.steps.at(-1)?.input).not.toHaveProperty('ExternalId')
  })

  test('--source-profile replaces the source of a role profile', () => {
    const plan = planOf(sections, { profile: 'hub', sourceProfile: 'default' })
    expect(plan).toMatchObject({ profile: 'hub', chain: ['hub', 'default'] })
    expect(plan.steps.at(-1)).toMatchObject({ profile: 'hub', input: { ExternalId: 'hub' } })
  })

  test.each<[PlanRequest, RegExp]>([
    [{ profile: R, roleArn: R }, /cannot be combined with --role-arn/],
    [{ profile: 'base', sourceProfile: 'default' }, /profile base has no role_arn/],
  ])('refused: %j', (request, words) => {
    expectError(() => planOf(sections, request), 'usage', words)
  })
})
