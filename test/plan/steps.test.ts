import { describe, expect, test } from 'vitest'
import type { PlanRequest } from '../../src/plan/request.js'
import { expectError, KEYS, MFA, outline, planOf, role, SSO, TEMPORARY } from './plan-of.js'

const dev = `role_arn = ${role('admin')}\nsource_profile = base\n`
const mfa = `mfa_serial = ${MFA}\n`
const machine = (source: string): string =>
  `role_arn = ${role('admin')}\ncredential_source = ${source}\n`
const chain = {
  dev: `role_arn = ${role('leaf')}\nsource_profile = hub\n`,
  hub: `role_arn = ${role('hub')}\nsource_profile = base\nduration_seconds = 900\n`,
}

interface Row {
  name: string
  sections: Record<string, string>
  request?: PlanRequest
  env?: Record<string, string>
  steps: string[]
  notes?: RegExp[]
}

const H7 = 7 * 3600
const SHORT = /limited to 1 h instead of 7 h/
const UNUSED = /mfa_serial of profile \w+ is not used/

const rows: Row[] = [
  {
    name: 'long-term, no MFA, role',
    sections: { dev, base: KEYS },
    steps: ['AssumeRole admin 3600'],
  },
  {
    name: 'long-term, no MFA, 7 h',
    sections: { dev: `${dev}duration_seconds = ${H7}`, base: KEYS },
    steps: ['AssumeRole admin 25200'],
  },
  {
    name: 'long-term, MFA, at most 1 h: the code goes to GetSessionToken',
    sections: { dev: `${dev}${mfa}`, base: KEYS },
    steps: ['GetSessionToken 43200 code', 'AssumeRole admin 3600'],
  },
  {
    name: 'the serial can be in the source profile',
    sections: { dev, base: `${KEYS}${mfa}` },
    steps: ['GetSessionToken 43200 code', 'AssumeRole admin 3600'],
  },
  {
    name: 'long-term, MFA, 7 h: the code goes to AssumeRole',
    sections: { dev, base: `${KEYS}${mfa}` },
    request: { profile: 'dev', duration: H7 },
    steps: ['AssumeRole admin 25200 code'],
  },
  {
    name: 'one second more than 1 h goes direct',
    sections: { dev: `${dev}duration_seconds = 3601`, base: `${KEYS}${mfa}` },
    steps: ['AssumeRole admin 3601 code'],
  },
  {
    name: 'long-term, no role',
    sections: { dev: KEYS },
    steps: ['GetSessionToken 43200'],
  },
  {
    name: 'long-term, MFA, no role',
    sections: { dev: `${KEYS}${mfa}` },
    steps: ['GetSessionToken 43200 code'],
  },
  {
    name: 'long-term, no role, --no-session',
    sections: { dev: `${KEYS}${mfa}` },
    request: { profile: 'dev', noSession: true },
    steps: [],
  },
  {
    name: 'long-term, MFA, role, --no-session: the role takes the code',
    sections: { dev: `${dev}${mfa}`, base: KEYS },
    request: { profile: 'dev', noSession: true },
    steps: ['AssumeRole admin 3600 code'],
  },
  { name: 'temporary keys, no role', sections: { dev: TEMPORARY }, steps: [] },
  {
    name: 'temporary keys, role',
    sections: { dev, base: TEMPORARY },
    steps: ['AssumeRole admin 3600'],
  },
  {
    name: 'temporary keys, 7 h: shortened, with a note',
    sections: { dev, base: TEMPORARY },
    request: { profile: 'dev', duration: H7 },
    steps: ['AssumeRole admin 3600'],
    notes: [SHORT],
  },
  {
    name: 'SSO, 7 h and a serial: neither is possible',
    sections: { dev: `${dev}${mfa}`, base: SSO },
    request: { profile: 'dev', duration: H7 },
    steps: ['AssumeRole admin 3600'],
    notes: [SHORT, UNUSED],
  },
  { name: 'SSO, no role', sections: { dev: SSO }, steps: [] },
  {
    name: 'login_session, role',
    sections: { dev, base: 'login_session = arn:aws:iam::111111111111:user/me' },
    steps: ['AssumeRole admin 3600'],
  },
  {
    name: 'an instance’s role: the duration is not shortened',
    sections: { dev: `${machine('Ec2InstanceMetadata')}duration_seconds = ${H7}` },
    steps: ['AssumeRole admin 25200 unsure'],
  },
  {
    name: 'a container’s role: the duration is not shortened',
    sections: { dev: `${machine('EcsContainer')}duration_seconds = ${H7}` },
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/x' },
    steps: ['AssumeRole admin 25200 unsure'],
  },
  {
    name: 'an instance’s role for an hour cannot be shortened',
    sections: { dev: machine('Ec2InstanceMetadata') },
    steps: ['AssumeRole admin 3600'],
  },
  {
    name: 'another tool’s process may give long-term keys: the role takes the code',
    sections: { dev: `${dev}${mfa}`, base: 'credential_process = op-aws' },
    request: { profile: 'dev', duration: H7 },
    steps: ['AssumeRole admin 25200 code unsure'],
  },
  {
    name: 'also for an hour: GetSessionToken would fail if the keys are temporary',
    sections: { dev: `${dev}${mfa}`, base: 'credential_process = op-aws' },
    steps: ['AssumeRole admin 3600 code'],
  },
  {
    name: 'another tool’s process, no role: returned as it is',
    sections: { dev: `credential_process = op-aws\n${mfa}` },
    steps: [],
    notes: [UNUSED],
  },
  {
    name: 'web identity',
    sections: { dev: `role_arn = ${role('admin')}\nweb_identity_token_file = /t\n` },
    request: { profile: 'dev', duration: H7, externalId: 'xyz' },
    steps: ['AssumeRoleWithWebIdentity admin 25200'],
    notes: [/external ID is not used/],
  },
  {
    name: 'a role after a web identity is chained',
    sections: { dev, base: `role_arn = ${role('web')}\nweb_identity_token_process = t` },
    request: { profile: 'dev', duration: H7 },
    steps: ['AssumeRoleWithWebIdentity web 3600', 'AssumeRole admin 3600'],
    notes: [SHORT],
  },
  {
    name: 'a chain: intermediate roles get 1 h, whatever their profile contains',
    sections: { ...chain, base: KEYS },
    steps: ['AssumeRole hub 3600', 'AssumeRole leaf 3600'],
  },
  {
    name: 'a chain: the last role is shortened',
    sections: { ...chain, base: KEYS },
    request: { profile: 'dev', duration: H7 },
    steps: ['AssumeRole hub 3600', 'AssumeRole leaf 3600'],
    notes: [SHORT],
  },
  {
    name: 'a chain: the last role may be shorter',
    sections: { ...chain, base: KEYS },
    request: { profile: 'dev', duration: 900 },
    steps: ['AssumeRole hub 3600', 'AssumeRole leaf 900'],
  },
  ...(['dev', 'hub', 'base'] as const).map((holder) => ({
    name: `a chain: the serial of ${holder} moves to the step that the long-term key signs`,
    sections: { ...chain, base: KEYS, [`${holder}!`]: mfa },
    request: { profile: 'dev', duration: H7 },
    steps: ['GetSessionToken 43200 code', 'AssumeRole hub 3600', 'AssumeRole leaf 3600'],
    notes: [SHORT],
  })),
  {
    name: 'a chain with --no-session: the first role takes the code',
    sections: { ...chain, base: `${KEYS}${mfa}` },
    request: { profile: 'dev', noSession: true },
    steps: ['AssumeRole hub 3600 code', 'AssumeRole leaf 3600'],
  },
  {
    name: '--mfa-serial',
    sections: { dev, base: KEYS },
    request: { profile: 'dev', mfaSerial: MFA },
    steps: ['GetSessionToken 43200 code', 'AssumeRole admin 3600'],
  },
  {
    name: 'the MFA session has a duration of its own, in the source profile',
    sections: {
      dev: `${dev}${mfa}duration_seconds = 900`,
      base: `${KEYS}rolecall_mfa_session_duration = 2h`,
    },
    steps: ['GetSessionToken 7200 code', 'AssumeRole admin 900'],
  },
  {
    name: 'which the role’s duration does not touch',
    sections: { dev: `${dev}${mfa}duration_seconds = 900`, base: KEYS },
    steps: ['GetSessionToken 43200 code', 'AssumeRole admin 900'],
  },
  {
    name: 'and in the environment',
    sections: { dev: `${dev}${mfa}`, base: KEYS },
    env: { ROLECALL_MFA_SESSION_DURATION: '36h' },
    steps: ['GetSessionToken 129600 code', 'AssumeRole admin 3600'],
  },
  {
    name: '--duration means a session that is asked for by itself',
    sections: { dev: `${KEYS}duration_seconds = 1000` },
    request: { profile: 'dev', duration: 7200 },
    steps: ['GetSessionToken 7200'],
  },
  {
    name: 'as does duration_seconds',
    sections: { dev: `${KEYS}duration_seconds = 1000` },
    steps: ['GetSessionToken 1000'],
  },
  {
    name: '--duration does not apply to credentials that are returned as they are',
    sections: { dev: TEMPORARY },
    request: { profile: 'dev', duration: 7200 },
    steps: [],
    notes: [/--duration is not used/],
  },
]

describe('from source and request to steps', () => {
  test.each(rows)('$name', ({ sections, request, env, steps, notes = [] }) => {
    const plan = planOf(sections, request, env)
    expect(outline(plan)).toEqual(steps)
    expect(plan.notes).toEqual(notes.map((words) => expect.stringMatching(words) as string))
  })
})

describe('the input of AssumeRole', () => {
  test('by the keys of the profile, as aws-vault writes them', () => {
    const keys =
      'external_id = x-1\nrole_session_name = me@work\nsource_identity = ann\nsession_tags = team = core ,cost=a=b\ntransitive_session_tags = team, cost\n'
    expect(planOf({ dev: dev + keys, base: KEYS }).steps).toEqual([
      {
        operation: 'AssumeRole',
        profile: 'dev',
        target: { region: 'us-east-1' },
        input: {
          RoleArn: role('admin'),
          RoleSessionName: 'me@work',
          DurationSeconds: 3600,
          ExternalId: 'x-1',
          SourceIdentity: 'ann',
          Tags: [
            { Key: 'team', Value: 'core' },
            { Key: 'cost', Value: 'a=b' },
          ],
          TransitiveTagKeys: ['team', 'cost'],
        },
      },
    ])
  })

  test('by flags, which speak of the role asked for and not of those on the way', () => {
    const request: PlanRequest = {
      profile: 'dev',
      externalId: 'flag',
      sessionName: 'flag',
      sourceIdentity: 'flag',
      tags: [{ Key: 'k', Value: '' }],
      transitiveTags: ['k'],
      policy: '{"Version":"2012-10-17"}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    }
    const sections = { ...chain, base: KEYS, 'dev!': 'external_id = file\nsession_tags = a=b' }
    const [hub, leaf] = planOf(sections, request).steps
    expect(hub?.input).toEqual({
      RoleArn: role('hub'),
      RoleSessionName: 'ann',
      DurationSeconds: 3600,
    })
    expect(leaf?.input).toEqual({
      RoleArn: role('leaf'),
      RoleSessionName: 'flag',
      DurationSeconds: 3600,
      ExternalId: 'flag',
      SourceIdentity: 'flag',
      Tags: [{ Key: 'k', Value: '' }],
      TransitiveTagKeys: ['k'],
      Policy: '{"Version":"2012-10-17"}',
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    })
  })

  test.each([
    ['ann', 'ann'],
    ['Jürgen Köhler', 'Jurgen-Kohler'],
    ['CORP\\ann', 'CORP-ann'],
    ['x', 'user-x'],
    ['李', 'rolecall'],
    ['a'.repeat(80), 'a'.repeat(64)],
  ])('the login name %j makes the session name %j', (user, name) => {
    const [step] = planOf({ dev, base: KEYS }, { profile: 'dev' }, {}, user).steps
    expect(step?.input).toMatchObject({ RoleSessionName: name })
  })

  test('AWS_ROLE_SESSION_NAME counts as the flag would, except for a web identity', () => {
    const env = { AWS_ROLE_SESSION_NAME: 'env' }
    const nameIn = (body: string): unknown =>
      planOf({ dev: body, base: KEYS }, { profile: 'dev' }, env).steps[0]?.input
    expect(nameIn(dev)).toMatchObject({ RoleSessionName: 'env' })
    expect(nameIn(`${dev}role_session_name = key`)).toMatchObject({ RoleSessionName: 'env' })
    const web = `role_arn = ${role('w')}\nweb_identity_token_file = /t\n`
    expect(nameIn(web)).toMatchObject({ RoleSessionName: 'env' })
    expect(nameIn(`${web}role_session_name = key`)).toMatchObject({ RoleSessionName: 'key' })
    const pod = { ...env, AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: role('pod') }
    const ofPod = planOf({ default: 'role_session_name = key' }, {}, pod).steps[0]?.input
    expect(ofPod).toMatchObject({ RoleSessionName: 'env' })
  })
})

describe('variables of aws-vault', () => {
  const variables = {
    AWS_ASSUME_ROLE_TTL: '30m',
    AWS_SESSION_TOKEN_TTL: '10h',
    AWS_CHAINED_SESSION_TOKEN_TTL: '8h',
    AWS_MFA_SERIAL: MFA,
    AWS_SESSION_TAGS: 'team=web,',
    AWS_TRANSITIVE_TAGS: 'team,',
    AWS_SOURCE_IDENTITY: 'ann',
  }
  const hub = `role_arn = ${role('hub')}\nsource_profile = base\n`
  const own = `duration_seconds = 7200\nsession_tags = a=b\nsource_identity = key\n`
  const files = { dev: dev + own, leaf: `role_arn = ${role('leaf')}\nsource_profile = hub\n` }

  test('count as flags would, for the requested role', () => {
    const plan = planOf({ ...files, base: KEYS }, { profile: 'dev' }, variables)
    expect(outline(plan)).toEqual(['GetSessionToken 28800 code', 'AssumeRole admin 1800'])
    expect(plan.steps.at(-1)?.input).toMatchObject({
      Tags: [{ Key: 'team', Value: 'web' }],
      TransitiveTagKeys: ['team'],
      SourceIdentity: 'ann',
    })
    const chained = planOf({ ...files, hub, base: KEYS }, { profile: 'leaf' }, variables)
    expect(chained.steps.at(-2)?.input).not.toHaveProperty('Tags')
    expect(chained.steps.at(-1)?.input).toHaveProperty('Tags')
  })

  test('and a flag wins over them', () => {
    const request = {
      profile: 'dev',
      duration: 900,
      sourceIdentity: 'flag',
      mfaSerial: 'GAHT12345',
    }
    const plan = planOf({ ...files, base: KEYS }, request, variables)
    expect(plan.steps.map(({ input }) => input)).toMatchObject([
      { SerialNumber: 'GAHT12345' },
      { DurationSeconds: 900, SourceIdentity: 'flag' },
    ])
  })

  test('without a role, only those of a session apply', () => {
    const plan = planOf({ base: KEYS }, { profile: 'base' }, variables)
    expect(outline(plan)).toEqual(['GetSessionToken 36000 code'])
  })

  test('are named in errors', () => {
    const run = (): unknown =>
      planOf({ ...files, base: KEYS }, { profile: 'dev' }, { AWS_ASSUME_ROLE_TTL: '13h' })
    expectError(run, 'config', /^AWS_ASSUME_ROLE_TTL must be 900 to 43200 seconds/)
  })
})

test('an empty mfa_serial switches off that of the source', () => {
  const base = `${KEYS}mfa_serial = ${MFA}`
  expect(outline(planOf({ dev: `${dev}mfa_serial =`, base }))).toEqual(['AssumeRole admin 3600'])
  const included = `${dev}mfa_serial =\ninclude_profile = base`
  expect(outline(planOf({ dev: included, base: `mfa_serial = ${MFA}`, 'base!': KEYS }))).toEqual([
    'AssumeRole admin 3600',
  ])
})

test.each(['team,', ',team', 'team', ' team , '])('empty items are dropped: %j', (list) => {
  const body = `${dev}session_tags = team=web,\ntransitive_session_tags = ${list}`
  expect(planOf({ dev: body, base: KEYS }).steps[0]?.input).toMatchObject({
    Tags: [{ Key: 'team', Value: 'web' }],
    TransitiveTagKeys: ['team'],
  })
})

test('a list of nothing is none', () => {
  const input = planOf({ dev: `${dev}transitive_session_tags = ,`, base: KEYS }).steps[0]?.input
  expect(input).not.toHaveProperty('TransitiveTagKeys')
})

describe('what STS would refuse is refused before', () => {
  test.each<[PlanRequest, RegExp]>([
    [{ duration: 899 }, /--duration must be 900 to 43200 seconds for AssumeRole, not 899/],
    [{ duration: 43_201 }, /900 to 43200/],
    [{ externalId: 'x' }, /--external-id must have 2 to 1224 characters, not 1/],
    [{ externalId: 'a b' }, /STS does not accept --external-id: a b/],
    [{ sessionName: 'a b' }, /--session-name/],
    [{ sessionName: 'a'.repeat(65) }, /2 to 64 characters, not 65/],
    [{ sourceIdentity: 'aws:x' }, /--source-identity/],
    [{ mfaSerial: 'short' }, /9 to 256/],
    [{ mfaSerial: 'arn:aws:iam::111111111111:u2f/user/me' }, /STS accepts only TOTP codes/],
    [{ policy: '{' }, /--policy is not JSON/],
    [{ policy: `"${'x'.repeat(2048)}"` }, /1 to 2048 characters/],
    [{ policyArns: ['x'.repeat(30)] }, /--policy-arn/],
    [
      { policyArns: Array<string>(11).fill('arn:aws:iam::aws:policy/A') },
      /has 11 entries, and STS accepts at most 10/,
    ],
    [{ tags: [{ Key: '', Value: 'x' }] }, /the key of a tag in --tag must have 1 to 128/],
    [{ tags: [{ Key: 'k', Value: 'x'.repeat(257) }] }, /the value of tag k in --tag/],
    [{ tags: [{ Key: 'k', Value: '<' }] }, /STS does not accept/],
    [{ tags: ['k', 'K'].map((Key) => ({ Key, Value: '' })) }, /contains the tag K twice/],
    [{ tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }, /51/],
    [{ transitiveTags: ['<'] }, /--transitive-tag/],
    [{ roleArn: 'admin' }, /--role-arn is not the ARN of a role: admin/],
    [{ roleArn: '' }, /--role-arn is not the ARN of a role: $/],
  ])('%j', (request, words) => {
    expectError(() => planOf({ dev, base: KEYS }, { profile: 'dev', ...request }), 'usage', words)
  })

  test.each([
    ['duration_seconds = abc', /duration_seconds of profile dev is not a duration: abc/],
    ['duration_seconds = 60', /900 to 43200/],
    ['mfa_session_duration = 37h', /900 to 129600 seconds for GetSessionToken, not 133200/],
    ['session_tags = a', /session_tags of profile dev is not KEY=VALUE/],
    ['external_id = a b', /external_id of profile dev/],
    ['role_session_name = a', /role_session_name of profile dev/],
    [
      'mfa_serial = arn:aws:iam::111111111111:u2f/user/me',
      /mfa_serial of profile dev is a security key/,
    ],
  ])('%s', (line, words) => {
    const sections = { dev: `${dev}${line}`, base: `${KEYS}${mfa}` }
    expectError(() => planOf(sections), 'config', words)
  })

  test('a flag of a role, if there is no role', () => {
    const request = { profile: 'dev', policy: '{}' }
    expectError(
      () => planOf({ dev: KEYS }, request),
      'usage',
      /--policy needs a role/,
      /--role-arn/,
    )
  })
})
