import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { FORMATS } from '../../src/emit/format-names.js'
import { emitters } from '../../src/emit/formats.js'
import { secretsIn } from '../support/canaries.js'
import { startScene, type Scene } from '../support/scene.js'
import { writeJwt } from '../support/sts-server/jwt.js'

const NOMFA = 'arn:aws:iam::222222222222:role/nomfa'
const OIDC = 'arn:aws:iam::222222222222:oidc-provider/issuer.example'
const ALICE = 'arn:aws:iam::111111111111:user/alice'
const ASSUME = ['sts', 'assume-role', '--role-arn', NOMFA, '--role-session-name', 'direct']

let scene: Scene
let token: string
beforeAll(async () => {
  scene = await startScene(`[profile nomfa]
role_arn = ${NOMFA}
source_profile = plain
source_identity = alice@corp
role_session_name = me
`)
  const { accessKeyId, secretAccessKey } = scene.key
  const pair = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[base]\n${pair}[plain]\n${pair}`)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [issuer, exp] = ['https://issuer.example', Date.now() / 1000 + 600]
  token = writeJwt({ iss: issuer, sub: 'x', aud: 'rolecall', exp }, 'ES256', privateKey, 'k1')
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }]
  scene.sts.model.oidcProviders.push({ arn: OIDC, issuer, audiences: ['rolecall'], keys })
  scene.sts.model.roles.find(({ arn }) => arn === NOMFA)?.trusts.push(OIDC)
})
afterAll(() => scene[Symbol.asyncDispose]())

/** How many requests the server has seen more than before. */
function counting(): () => number {
  const before = scene.sts.requests.length
  return () => scene.sts.requests.length - before
}

describe('who signs', () => {
  it('is the source of the profile, whatever role it has', async () => {
    const since = counting()
    const result = await scene.rolecall([...ASSUME, '--profile', 'audit'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(since()).toBe(1)
    expect(scene.sts.requests.at(-1)).toMatchObject({ operation: 'AssumeRole', caller: ALICE })
  })

  it('is the role of the profile where the session itself is meant, and never an MFA session', async () => {
    const asRole = await scene.rolecall(['sts', 'get-caller-identity', '--profile', 'nomfa'])
    expect(JSON.parse(asRole.stdout)).toMatchObject({
      Arn: 'arn:aws:sts::222222222222:assumed-role/nomfa/me',
    })
    const asUser = await scene.rolecall(['sts', 'get-caller-identity', '--profile', 'base'])
    expect(JSON.parse(asUser.stdout)).toMatchObject({ Arn: ALICE, Account: '111111111111' })
    expect(scene.sts.calls('GetSessionToken')).toEqual([])
  })

  it('without a profile the environment signs; a session gets no session token', async () => {
    const session = scene.sts.instanceSession(NOMFA)
    const env = {
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
      AWS_PROFILE: 'base',
    }
    const who = await scene.rolecall(['sts', 'get-caller-identity'], { env })
    expect(who.stdout).toContain('assumed-role/nomfa/')
    const since = counting()
    for (const operation of [['get-session-token'], ['get-federation-token', '--name', 'guest']]) {
      const refused = await scene.rolecall(['sts', ...operation], { env })
      expect(refused).toMatchObject({ code: 1, stdout: '' })
      expect(refused.stderr).toContain('needs a long-term access key')
    }
    expect(since()).toBe(0)
  })
})

describe('without credentials and without profiles', () => {
  const WEB = [
    'sts',
    'assume-role-with-web-identity',
    '--role-arn',
    NOMFA,
    '--role-session-name',
    'job',
  ]
  const bare = () => ({ HOME: '/nonexistent', AWS_CONFIG_FILE: '/nonexistent/config' })

  it.each([
    ['stdin', '-', () => ({ stdin: `${token}\n` })],
    ['the environment', 'env:CI_TOKEN', () => ({ env: { ...bare(), CI_TOKEN: token } })],
  ])('a token comes from %s', async (_, word, given) => {
    const options = { env: bare(), ...given() }
    const result = await scene.rolecall([...WEB, '--web-identity-token', word], options)
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toMatchObject({ SubjectFromWebIdentityToken: 'x' })
    expect(scene.sts.requests.at(-1)?.params['WebIdentityToken']).toBe(token)
  })

  it('a token on the command line works, with a warning that does not repeat it', async () => {
    const words = [...WEB, '--web-identity-token', token, '--format', 'process']
    const { code, stdout, stderr } = await scene.rolecall(words, { env: bare() })
    expect(code).toBe(0)
    expect(stderr).toContain('--web-identity-token: other programs can read the command line')
    expect(secretsIn(stderr, [token])).toEqual([])
    expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: '222222222222' })
  })

  it('a refused token is in no message, and neither is one that is too long', async () => {
    const long = `${token}${'x'.repeat(20_000)}`
    for (const [given, message] of [
      [token.slice(0, -4), 'AWS'],
      [long, '--web-identity-token must have 4 to 20000 characters'],
    ] as const) {
      const words = [...WEB, '--web-identity-token', 'env:T', '--debug']
      const result = await scene.rolecall(words, { env: { ...bare(), T: given } })
      expect(result.code).toBeGreaterThan(0)
      expect(result.stderr).toContain(message)
      expect(secretsIn(result.stderr, [token.slice(0, 60)])).toEqual([])
    }
  })
})

test('the credentials in a form of the emitter, with the role as their name', async () => {
  const words = [...ASSUME, '--profile', 'base', '--format', 'env']
  const { stdout } = await scene.rolecall(words)
  expect(stdout).toMatch(/^export AWS_ACCESS_KEY_ID='?ASIA/m)
  expect(stdout).toContain(`export ROLECALL_PROFILE='${NOMFA}';\n`)
  expect(FORMATS).toEqual(Object.keys(emitters))
})

test('a third party gets what the policy file leaves, under a name of its own', async () => {
  const policy = '{"Version":"2012-10-17","Statement":[]}'
  const file = await scene.home.write('only.json', policy)
  const words = ['get-federation-token', '--name', 'supplier', '--policy', `file://${file}`]
  const result = await scene.rolecall(['sts', ...words, '--profile', 'dev', '--format', 'json'])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(scene.sts.requests.at(-1)).toMatchObject({ caller: ALICE, params: { Policy: policy } })
  const env = JSON.parse(result.stdout) as Record<string, string>
  expect(env).toMatchObject({ AWS_ACCOUNT_ID: '111111111111' })
  const who = await scene.rolecall(['whoami', '--json'], { env })
  expect(JSON.parse(who.stdout)).toMatchObject({ type: 'federated user', name: 'supplier' })
})

test.each([
  [
    'assume-root',
    '--target-principal',
    '222222222222',
    '--task-policy-arn',
    'arn=arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy',
  ],
  ['get-web-identity-token', '--audience', 'a', '--signing-algorithm', 'RS256'],
])('%s refuses the global endpoint before the call', async (operation, ...flags) => {
  const since = counting()
  const words = ['sts', operation, ...flags, '--profile', 'base', '--region', 'eu-west-1']
  const env = { AWS_ENDPOINT_URL_STS: 'https://sts.amazonaws.com' }
  const result = await scene.rolecall(words, { env })
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toContain(`the global STS endpoint does not support ${operation}`)
  expect(since()).toBe(0)
})

describe('a device without a code', () => {
  const words = () => [
    'sts',
    'get-session-token',
    '--profile',
    'base',
    '--serial-number',
    scene.serial,
  ]

  it('is asked for in the terminal', async () => {
    const { code, shown } = await scene.atTerminal(words())
    expect(code).toBe(0)
    expect(shown).toContain('"SessionToken": "')
  })

  it('comes from the environment; without a terminal, the error names it', async () => {
    const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    expect(await scene.rolecall(words(), { env })).toMatchObject({ code: 0, stderr: '' })
    const again = await scene.rolecall([...words(), '--token-code', env.ROLECALL_MFA_CODE])
    expect(again).toMatchObject({ code: 4, stdout: '' })
    expect(again.stderr).toContain('the code in --token-code was already used')
    const none = await scene.rolecall(words())
    expect(none).toMatchObject({ code: 4, stdout: '' })
    expect(none.stderr).toContain('give the code in ROLECALL_MFA_CODE or --token-code')
  })
})

test('the account of a key is derived from its ID, with a notice', async () => {
  const since = counting()
  const words = ['sts', 'get-access-key-info', '--access-key-id', scene.key.accessKeyId]
  expect(await scene.rolecall(words, { env: { HOME: '/nonexistent' } })).toMatchObject({
    code: 0,
    stdout: '{\n    "Account": "111111111111"\n}\n',
    stderr: 'rolecall: derived from the access key ID without calling AWS (--online calls AWS)\n',
  })
  expect(since()).toBe(0)
  const old = ['sts', 'get-access-key-info', '--access-key-id', 'AKIAIOSFODNN7EXAMPLE']
  const asked = await scene.rolecall([...old, '--profile', 'base'])
  expect(asked).toMatchObject({ code: 3, stdout: '' })
  expect(since()).toBe(1)
})

test.each([
  [['sts', 'assume-rol'], 'did you mean assume-role?'],
  [['sts'], 'Usage: rolecall sts'],
  [['sts', 'assume-role'], 'needs --role-arn and --role-session-name'],
  [['sts', 'assume-role-with-saml'], 'needs --role-arn, --principal-arn and --saml-assertion'],
  [['sts', 'get-federation-token', '--name', 'x'], '--name must have 2 to 32 characters, not 1'],
  [['sts', 'get-delegated-access-token', '--trade-in-token', 'env:NOPE'], 'not set: NOPE'],
])('rolecall %j is a mistake: %s', async (words, message) => {
  const result = await scene.rolecall(words)
  expect(result).toMatchObject({ code: 2, stdout: '' })
  expect(result.stderr).toContain(message)
})

test('whoami shows all known details', async () => {
  const role = await scene.rolecall(['whoami', 'nomfa'])
  expect(role).toMatchObject({ code: 0, stderr: '' })
  expect(role.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['account', '222222222222'],
    ['arn', 'arn:aws:sts::222222222222:assumed-role/nomfa/me'],
    ['user ID', expect.stringMatching(/^AROA\w+:me$/)],
    ['type', 'role'],
    ['role', 'nomfa'],
    ['session', 'me'],
    ['source identity', 'alice@corp'],
    ['access key ID', expect.stringMatching(/^ASIA/)],
    ['key account', '222222222222'],
    ['profile', 'nomfa'],
    [''],
  ])
  const env = {
    AWS_ACCESS_KEY_ID: scene.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: scene.key.secretAccessKey,
  }
  const flags = ['--role-arn', NOMFA, '--source-profile', 'plain', '--json']
  const named = await scene.rolecall(['whoami', ...flags], { env })
  expect(JSON.parse(named.stdout)).toMatchObject({ type: 'role', role: 'nomfa' })
  const user = await scene.rolecall(['whoami', 'base', '--no-session', '--json'])
  expect(JSON.parse(user.stdout)).toMatchObject({ type: 'user', name: 'alice', arn: ALICE })
})
