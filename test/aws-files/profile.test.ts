import { describe, expect, test } from 'vitest'
import { callsRolecall } from '../../src/aws-files/adopt/recognize-process-command.js'
import { readProfile } from '../../src/aws-files/profile.js'
import { openStatic } from '../../src/sources/static/open.js'
import { expectError, filesOf, KEYS, outline, planOf, role } from '../plan/plan-of.js'

describe('the overlay', () => {
  test('rolecall_K wins over K, in whichever file and order', () => {
    const files = filesOf({ dev: 'rolecall_region = a\nregion = b', 'dev!': 'region = c' })
    expect(readProfile(files, 'dev')?.get('region')).toBe('a')
  })

  test('makes a role of a profile that SDKs see as a credential_process', () => {
    const dev = `credential_process = rolecall process --profile dev\nrolecall_role_arn = ${role('x')}\nrolecall_source_profile = base\n`
    expect(outline(planOf({ dev, base: KEYS }))).toEqual(['AssumeRole x 3600'])
  })

  test('a process of rolecall is no source, another kind beside it is', () => {
    const own = 'credential_process = /opt/bin/rolecall process\n'
    expect(planOf({ dev: own, 'dev!': KEYS }).source.kind).toBe('static')
    expect(planOf({ dev: `${own}rolecall_credential_process = op` }).source).toMatchObject({
      kind: 'process',
      command: 'op',
    })
  })
})

describe('include_profile', () => {
  test('own keys first, then the included profile’s, then what that includes', () => {
    const files = filesOf({
      dev: 'include_profile = mid\na = dev',
      mid: 'include_profile = far\na = mid\nrolecall_b = mid\nb = no',
      far: 'a = far\nb = far\nc = far',
    })
    const profile = readProfile(files, 'dev')
    expect(['a', 'b', 'c', 'd'].map((key) => profile?.get(key))).toEqual([
      'dev',
      'mid',
      'far',
      undefined,
    ])
  })

  test('[default] is inherited by nobody', () => {
    const files = filesOf({ default: 'region = x', dev: 'output = json' })
    expect(readProfile(files, 'dev')?.get('region')).toBeUndefined()
  })

  test.each([
    [{ dev: 'include_profile = dev' }, /include_profile loops: dev -> dev$/],
    [{ dev: 'include_profile = b', b: 'include_profile = dev' }, /loops: dev -> b -> dev$/],
    [{ dev: 'include_profile = no' }, /an included profile does not exist: dev -> no$/],
  ])('an error that prints the chain: %j', (sections, words) => {
    expectError(() => readProfile(filesOf(sections), 'dev'), 'config', words)
  })
})

test.each([
  ['rolecall process --profile dev', true],
  ['/usr/local/bin/rolecall process', true],
  ['"C:\\Program Files\\nodejs\\rolecall.cmd" process --profile dev', true],
  ["'/opt/my tools/rolecall' process", true],
  ['rolecall.exe process', true],
  ['node /opt/rolecall/bin/rolecall.js process', true],
  ['"C:\\node.exe" --no-warnings "C:\\a b\\rolecall.js" process', true],
  ['aws-vault export dev --format=json', false],
  ['/opt/rolecall/other-tool process', false],
  ['my-rolecall process', false],
  ['other rolecall', false],
  ['node other.js rolecall', false],
  ['', false],
])('%s calls rolecall: %s', (command, expected) => {
  expect(callsRolecall(command)).toBe(expected)
})

describe('the secret of a static source', () => {
  const source = { kind: 'static', profile: 'a', file: '', accessKeyId: 'AKIAEXAMPLE' } as const

  test.each([
    [KEYS, {}],
    [
      `${KEYS}aws_session_token = t\naws_account_id = 111111111111`,
      { sessionToken: 't', accountId: '111111111111' },
    ],
    [`${KEYS}aws_security_token = old`, { sessionToken: 'old' }],
  ])('%j', (body, more) => {
    const files = filesOf({ 'a!': body })
    expect(openStatic({ ...source, temporary: false }, { files })).toEqual({
      accessKeyId: 'AKIAEXAMPLE',
      secretAccessKey: 'secret',
      ...more,
    })
  })

  test('a key that was replaced since the plan was made is not used in its place', () => {
    const files = filesOf({ a: KEYS.replace('AKIAEXAMPLE', 'AKIAOTHER') })
    const run = (): unknown => openStatic({ ...source, temporary: false }, { files })
    expectError(run, 'config', /the access key of profile a has changed/)
  })
})
