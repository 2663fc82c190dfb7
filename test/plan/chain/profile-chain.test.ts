import { describe, expect, test } from 'vitest'
import type { PlanRequest } from '../../../src/plan/request.js'
import { sha256 } from '../../../src/core/digest/sha256.js'
import type { Source } from '../../../src/core/source.js'
import { expectError, KEYS, MFA, outline, planOf, role, SSO, TEMPORARY } from '../plan-of.js'

const ENV_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' }
const dev = `role_arn = ${role('admin')}\nsource_profile = base\n`
const ROLE = `role_arn = ${role('admin')}\n`
/** A machine that is certainly no EC2 instance. */
const NO_INSTANCE = { AWS_EC2_METADATA_DISABLED: 'true' }
const POD = { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: role('pod') }
const CONTAINER = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/f' }

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
      'the environment',
      { dev: `${ROLE}credential_source = Environment` },
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
      { dev: `${ROLE}credential_source = Ec2InstanceMetadata` },
      { kind: 'ec2-instance-metadata' },
    ],
    [
      'an instance with an endpoint',
      {
        dev: `${ROLE}credential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint = http://i`,
      },
      { kind: 'ec2-instance-metadata', endpoint: 'http://i' },
    ],
    [
      'an instance by IPv6',
      { dev: `${ROLE}credential_source = Ec2InstanceMetadata` },
      { kind: 'ec2-instance-metadata', endpoint: 'http://[fd00:ec2::254]' },
      { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv6' },
    ],
    [
      'a container, its relative URI first',
      { dev: `${ROLE}credential_source = EcsContainer` },
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
    [
      'an unknown source',
      `${ROLE}credential_source = environment`,
      /unknown.*environment/,
      /spelling/,
    ],
    [
      'no instance',
      `${ROLE}credential_source = Ec2InstanceMetadata`,
      /Ec2InstanceMetadata, but AWS_EC2_METADATA_DISABLED is true/,
    ],
    [
      'an empty environment',
      `${ROLE}credential_source = Environment`,
      /AWS_ACCESS_KEY_ID is not set/,
    ],
    ['no container', `${ROLE}credential_source = EcsContainer`, /not a container with a role/],
    ['nothing', 'region = x', /profile dev has no credentials/],
    [
      'credential_source without a role, as in botocore and JavaScript',
      'credential_source = Environment',
      /has credential_source, but no role_arn/,
      /add the role_arn/,
    ],
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
    const run = (): unknown => planOf({ dev: body, base: KEYS }, { profile: 'dev' }, NO_INSTANCE)
    expectError(run, 'config', words, hint)
  })

  test('half a pair does not hide a complete source, and is noted', () => {
    const half = 'aws_access_key_id = AKIAHALF\n'
    const plan = planOf({ dev: `${half}credential_process = tool` })
    expect(plan).toMatchObject({
      source: { kind: 'process' },
      notes: ['profile dev has no aws_secret_access_key'],
    })
    const chained = planOf({ dev, base: `${half}${SSO}` })
    expect(chained.source.kind).toBe('sso')
    expect(chained.notes).toEqual(['profile base has no aws_secret_access_key'])
  })

  test.each([
    [
      'half a sign-in',
      'sso_account_id = 111111111111\nsso_role_name = R\ncredential_process = tool',
      'process',
      'profile dev has no sso_start_url, so IAM Identity Center is not used',
    ],
    [
      'a token without a role',
      'web_identity_token_file = /t\ncredential_process = tool',
      'process',
      'web_identity_token_file of profile dev is not used: role_arn is missing',
    ],
    [
      'half a sign-in',
      `role_arn = ${role('r')}\nweb_identity_token_file = /t\nsso_role_name = R`,
      'web-identity-file',
      'profile dev has no sso_start_url, so IAM Identity Center is not used',
    ],
  ])('%s does not hide a complete source, and is noted', (_what, body, kind, note) => {
    expect(planOf({ dev: body })).toMatchObject({ source: { kind }, notes: [note] })
  })

  test.each<[string, Record<string, string>, string, boolean]>([
    ['a token in the config file', { dev: TEMPORARY, 'dev!': KEYS }, '/h/credentials', false],
    [
      'half a key and a token in the credentials file',
      { dev: KEYS, 'dev!': 'aws_secret_access_key = s\naws_session_token = t' },
      '/h/config',
      false,
    ],
    [
      'a token of an included profile',
      { dev: `${KEYS}include_profile = all`, all: TEMPORARY },
      '/h/config',
      false,
    ],
    [
      'half a key before an included one',
      { dev: 'aws_access_key_id = AKIAHALF\ninclude_profile = all', all: TEMPORARY },
      '/h/config',
      true,
    ],
  ])('parts of two access keys are not joined: %s', (_what, sections, file, temporary) => {
    const source = { kind: 'static', profile: 'dev', file, accessKeyId: 'AKIAEXAMPLE', temporary }
    expect(planOf(sections).source).toEqual(source)
  })

  test('a services section that does not exist is noted', () => {
    expect(planOf({ dev: `${KEYS}services = nope` }).notes).toEqual([
      'profile dev names [services nope], which does not exist: no endpoint is taken from there',
    ])
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

  test('a profile with a source but no role has the credentials of its source', () => {
    const base = `${KEYS}mfa_serial = ${MFA}`
    const ofKeys = planOf({ dev: 'source_profile = base\nregion = eu-west-1', base })
    expect(ofKeys).toMatchObject({ profile: 'dev', chain: ['dev', 'base'], region: 'eu-west-1' })
    expect(outline(ofKeys)).toEqual(['GetSessionToken 43200 code'])
    const ofRole = planOf({ me: 'rolecall_source_profile = dev', dev, base }, { profile: 'me' })
    expect(outline(ofRole)).toEqual(['GetSessionToken 43200 code', 'AssumeRole admin 3600'])
    const asSource = planOf({ dev: dev.replace('base', 'me'), me: 'source_profile = base', base })
    expect(outline(asSource)).toEqual(outline(ofRole))
    const own = planOf({ dev: `${KEYS}source_profile = base`, base: TEMPORARY })
    expect(own.source).toMatchObject({ profile: 'dev' })
  })

  test.each([
    [
      { dev: 'source_profile = base', base: 'region = x' },
      /^profile dev has source_profile = base but no role_arn, and base has no credentials$/,
      /^add the role_arn to dev/,
    ],
    [{ dev: 'source_profile = dev' }, /loops: dev -> dev/, /credentials of its own/],
  ])('and an error that says what is there: %j', (sections, words, hint) => {
    expectError(() => planOf(sections), 'config', words, hint)
  })

  test('a profile that leads to a missing one is no suggestion for it', () => {
    const run = (): unknown =>
      planOf({ nosrc: 'rolecall_source_profile = nosuch', nosuck: KEYS }, { profile: 'nosrc' })
    expect(run).toThrow(
      expect.objectContaining({ misspelt: { name: 'nosuch', known: ['nosuck'] } }),
    )
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

  test.each([
    ['[profil dev]', '[profile dev]'],
    ['[Profile dev]', '[profile dev]'],
    ['[profiles "dev"]', '[profile dev]'],
    ['[profile: dev]', '[profile dev]'],
    ['[[profile dev]]', '[profile dev]'],
    ['profile dev]', '[profile dev]'],
    ['[sso_session corp]', '[sso-session corp]'],
    ['[sso session corp]', '[sso-session corp]'],
  ])('a header that almost opens the section: %s', (header, right) => {
    const sections = {
      [`services x]\n${header}\n[services y`]: '',
      b: 'sso_session = corp\nsso_role_name = R',
    }
    const run = (): unknown => planOf(sections, { profile: right.includes('dev') ? 'dev' : 'b' })
    expect(run).toThrow(
      expect.objectContaining({ hint: `/h/config has ${header}, which must be ${right}` }),
    )
  })

  test('a header of another program is not meant', () => {
    const run = (): unknown => planOf({ 'plugins dev': '', b: KEYS })
    expectError(run, 'config', /there is no profile dev$/, /^rolecall reads/)
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
    [{ AWS_DEFAULT_PROFILE: 'c', ...ENV_KEYS }, undefined, 'default'],
    [{ AWS_DEFAULT_PROFILE: 'c', AWS_ACCESS_KEY_ID: 'half' }, undefined, 'c'],
    [{ AWS_DEFAULT_PROFILE: 'c', ROLECALL_PROFILE: 'b', ...ENV_KEYS }, undefined, 'b'],
    [{ AWS_DEFAULT_PROFILE: 'c', ROLECALL_PROFILE: 'b' }, undefined, 'b'],
    [{ AWS_DEFAULT_PROFILE: 'c', ROLECALL_PROFILE: 'b', AWS_PROFILE: 'a' }, undefined, 'a'],
    [{ AWS_PROFILE: '', ROLECALL_PROFILE: 'b' }, undefined, 'b'],
    [{ AWS_PROFILE: 'a' }, 'b', 'b'],
  ])('%j and %j: %s', (env, profile, expected) => {
    expect(planOf(sections, profile ? { profile } : {}, env).profile).toBe(expected)
  })

  const environment = { kind: 'environment', accessKeyId: 'AKIAENV' }
  const webIdentity = { kind: 'web-identity-file', profile: 'default', file: '/t' }
  const container = { kind: 'ecs-container', uri: 'http://127.0.0.1/f' }
  const all = { ...ENV_KEYS, ...POD, ...CONTAINER }
  const broken = `role_arn = ${role('x')}\nsource_profile = nowhere`

  test.each<[string, Record<string, string>, Record<string, string>, object]>([
    ['the keys of the environment first', { default: KEYS }, all, environment],
    ['even if [default] has a role', { default: dev, base: KEYS }, all, environment],
    ['even if [default] is broken', { default: broken }, all, environment],
    ['even if its include is', { default: 'include_profile = nowhere' }, all, environment],
    ['then the web identity', { default: KEYS }, { ...POD, ...CONTAINER }, webIdentity],
    ['even if [default] is broken', { default: broken }, POD, webIdentity],
    ['then [default]', { default: KEYS }, CONTAINER, { kind: 'static' }],
    ['then the container', { default: 'region = eu-west-1' }, CONTAINER, container],
    ['even without any file', {}, CONTAINER, container],
    ['then the instance', {}, {}, { kind: 'ec2-instance-metadata' }],
    ['half a pair is passed over', {}, { AWS_ACCESS_KEY_ID: 'A', ...CONTAINER }, container],
    ['and half a web identity', {}, { ...CONTAINER, AWS_ROLE_ARN: role('x') }, container],
    [
      'and its other half',
      { default: KEYS },
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
      { kind: 'static' },
    ],
  ])('with none named, %s', (_name, sections, env, source) => {
    expect(planOf(sections, {}, env).source).toMatchObject(source)
  })

  test('what is half set is noted', () => {
    const env = { AWS_SECRET_ACCESS_KEY: 's', AWS_WEB_IDENTITY_TOKEN_FILE: '/t', ...CONTAINER }
    expect(planOf({}, {}, env).notes).toEqual([
      'the environment has AWS_SECRET_ACCESS_KEY but no AWS_ACCESS_KEY_ID',
      'AWS_WEB_IDENTITY_TOKEN_FILE is not used: AWS_ROLE_ARN is not set',
    ])
  })

  test('the environment takes settings of [default], but nothing of its role or device', () => {
    const own = `role_arn = ${role('x')}\nsource_profile = base\nmfa_serial = ${MFA}`
    const plan = planOf({ default: `region = eu-west-1\n${own}`, base: KEYS }, {}, ENV_KEYS)
    expect(plan).toMatchObject({ source: environment, region: 'eu-west-1' })
    expect(outline(plan)).toEqual(['GetSessionToken 43200'])
    const device = planOf({ default: `mfa_serial = ${MFA}` }, {}, ENV_KEYS)
    expect(outline(device)).toEqual(['GetSessionToken 43200'])
  })

  test('a profile that is named precedes the environment’s keys', () => {
    expect(planOf(sections, { profile: 'a' }, all).source).toMatchObject({ profile: 'a' })
    expect(planOf(sections, {}, { ...all, AWS_PROFILE: 'a' }).source).toMatchObject({
      profile: 'a',
    })
    expectError(() => planOf({}, { profile: 'x' }, all), 'config', /no profile x/)
  })

  test.each<[string, Record<string, string>, object]>([
    ['the web identity', all, { ...webIdentity, profile: 'dev' }],
    ['the container', { ...ENV_KEYS, ...CONTAINER }, container],
    ['the instance', ENV_KEYS, { kind: 'ec2-instance-metadata' }],
  ])('one that has only settings leads to %s', (_name, env, source) => {
    const plan = planOf({ dev: 'region = eu-west-1' }, { profile: 'dev' }, env)
    expect(plan.source).toMatchObject(source)
    expect(plan.region).toBe('eu-west-1')
  })

  test('a guess carries the error for a machine that is no instance', () => {
    expect(planOf({}, {}).fallback?.message).toMatch(/^no profile is named/)
    const ofProfile = planOf({ dev: 'region = eu-west-1' }, { profile: 'dev' }).fallback
    expect(ofProfile?.message).toBe('profile dev has no credentials')
    const half = planOf({}, {}, { AWS_ACCESS_KEY_ID: 'A' }).fallback
    expect(half?.message).toMatch(/no AWS_SECRET_ACCESS_KEY/)
    expect(planOf({}, {}, CONTAINER)).not.toHaveProperty('fallback')
  })

  test.each([
    ['a role without a source', `role_arn = ${role('x')}`],
    ['a profile for rolecall without its keys', 'credential_process = rolecall process'],
  ])('%s never leads to the machine', (_name, body) => {
    expectError(() => planOf({ dev: body }, { profile: 'dev' }, all), 'config', /^profile dev /)
  })

  test('a session token makes them temporary', () => {
    const env = { ...ENV_KEYS, AWS_SESSION_TOKEN: 't' }
    expect(planOf({}, {}, env)).toMatchObject({ source: { temporary: true }, steps: [] })
  })

  test('half a pair in the environment', () => {
    expectError(
      () => planOf({}, {}, { ...NO_INSTANCE, AWS_ACCESS_KEY_ID: 'A' }),
      'config',
      /no AWS_SECRET_ACCESS_KEY/,
    )
  })

  test('its web identity is exchanged for its role', () => {
    const plan = planOf({}, {}, POD)
    expect(plan.source).toEqual({ kind: 'web-identity-file', profile: 'default', file: '/t' })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity pod 3600'])
  })

  test('nothing at all', () => {
    const run = (): unknown => planOf({}, {}, NO_INSTANCE)
    expectError(run, 'config', /no profile is named, and there is no \[default\]/)
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
    [{ roleArn: R, profile: 'hub' }, {}, ['hub', 'base'], viaBase],
    [{ roleArn: R }, { AWS_PROFILE: 'hub' }, ['hub', 'base'], viaBase],
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

  test('--role-arn replaces the role of a profile, whose other settings stay', () => {
    const plan = planOf(sections, { roleArn: R, profile: 'hub' })
    expect(plan.steps.at(-1)).toMatchObject({ profile: 'hub', input: { ExternalId: 'hub' } })
    const byDefault = planOf({ ...sections, default: hub }, { roleArn: R })
    expect(outline(byDefault)).toEqual(viaBase)
  })

  test('a role in place of a profile takes nothing from its source', () => {
    const plan = planOf(sections, { profile: R }, { AWS_PROFILE: 'hub' })
    expect(plan.steps.at(-1)?.input).not.toHaveProperty('ExternalId')
  })

  test.each(['arn:aws:iam:::role/X', 'arn:minio:iam:::role/dummy-internal'])(
    '%s is sent to a custom endpoint, and nowhere else',
    (arn) => {
      const local = 'endpoint_url = http://ceph\n'
      const body = `role_arn = ${arn}\nsource_profile = base\n`
      expectError(() => planOf({ dev: body, base: `${KEYS}${local}` }), 'config', /is not the ARN/)
      const plans = [
        planOf({ dev: body + local, base: KEYS }),
        planOf({ dev: body, base: KEYS }, { profile: 'dev' }, { AWS_ENDPOINT_URL: 'http://ceph' }),
        planOf({ dev: dev + local, base: KEYS }, { profile: 'dev', roleArn: arn }),
        planOf({ default: KEYS + local }, { profile: arn }, {}),
      ].map(({ steps }) => steps.at(-1)?.input)
      for (const input of plans) expect(input).toMatchObject({ RoleArn: arn })
    },
  )

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
