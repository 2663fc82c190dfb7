import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'

/* Where the plan cannot work, `explain` fails as the plan itself would, and calls nothing. */

const ROLE = 'role_arn = arn:aws:iam::222222222222:role/nomfa\nregion = eu-west-1\n'
const LOGIN = 'arn:aws:iam::111111111111:user/alice'
const URI = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile missing-token]
${ROLE}web_identity_token_file = /nowhere/token

[profile empty-token]
${ROLE}web_identity_token_file = EMPTY

[profile missing-assertion]
${ROLE}rolecall_saml_assertion_file = /nowhere/assertion

[profile after-missing-token]
${ROLE}source_profile = missing-token

[profile bundle]
${ROLE}source_profile = keys
ca_bundle = /nowhere/ca.pem

[profile login]
login_session = ${LOGIN}

[profile after-login]
${ROLE}source_profile = login

[profile tool]
credential_process = /nowhere/tool --json

[profile token-tool]
${ROLE}web_identity_token_process = /nowhere/token-tool

[profile role]
${ROLE}source_profile = keys

[profile portal]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 222222222222
sso_role_name = dev
use_fips_endpoint = true
`)
  const empty = await scene.home.write('empty', '\n')
  const { accessKeyId, secretAccessKey } = scene.key
  await scene.home.write(
    '.aws/credentials',
    `[keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n[empty-token]\nweb_identity_token_file = ${empty}\n`,
  )
})
afterAll(() => scene[Symbol.asyncDispose]())

describe('explain fails with the error of the plan', () => {
  test.each<[string | undefined, RegExp, Record<string, string>?]>([
    ['missing-token', /cannot read \/nowhere\/token: /],
    ['after-missing-token', /cannot read \/nowhere\/token: /],
    ['empty-token', /contains no web identity token/],
    ['missing-assertion', /cannot read \/nowhere\/assertion: /],
    ['bundle', /cannot read \/nowhere\/ca\.pem: /],
    [
      undefined,
      /cannot read \/nowhere\/jwt: /,
      { [URI]: 'http://127.0.0.1:1/', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/nowhere/jwt' },
    ],
    [undefined, /FULL_URI is plain HTTP to 192\.0\.2\.2/, { [URI]: 'http://192.0.2.2/keys' }],
    [undefined, /FULL_URI is not an http or https URL: keys/, { [URI]: 'keys' }],
    [
      undefined,
      /the credentials in the environment expired at 2020-01-01T00:00:00Z/,
      {
        AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
        AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
      },
    ],
    [
      undefined,
      /cannot read \/nowhere\/pod: /,
      {
        AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/ci',
        AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/pod',
      },
    ],
    ['role', /invalid AWS_MIN_TTL "soon"/, { AWS_MIN_TTL: 'soon' }],
    [
      undefined,
      /AWS_CONTAINER_AUTHORIZATION_TOKEN contains a line break/,
      { [URI]: 'http://127.0.0.1:1/', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'two\nlines' },
    ],
  ])('%s: %s', async (profile, message, env = {}) => {
    const named = profile === undefined ? [] : ['--profile', profile]
    const carriedOut = await scene.rolecall(['process', ...named], { env })
    const explained = await scene.rolecall(['explain', ...named], { env })
    expect(explained.stderr).toMatch(message)
    expect({ code: explained.code, stderr: explained.stderr }).toEqual({
      code: carriedOut.code,
      stderr: carriedOut.stderr,
    })
  })

  test.each([
    ['login', `you are not signed in as ${LOGIN}`, 'sign in first: rolecall login login'],
    ['after-login', `you are not signed in as ${LOGIN}`, 'rolecall login login'],
    ['tool', 'the program of profile tool does not exist: /nowhere/tool', 'correct the path'],
    ['token-tool', 'the program of profile token-tool does not exist', 'correct the path'],
  ])('%s: %s, in words of its own', async (profile, message, hint) => {
    const status = profile.endsWith('login') ? 4 : 1
    expect((await scene.rolecall(['process', '--profile', profile])).code).toBe(status)
    const result = await scene.rolecall(['explain', profile])
    expect(result.code).toBe(1)
    expect(result.stderr).toMatch(/^rolecall: .*\nhint: .*\n$/)
    expect(result.stderr).toContain(message)
    expect(result.stderr).toContain(hint)
    expect(result.stdout).not.toContain('rolecall would')
    const { code, stdout } = await scene.rolecall(['explain', profile, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.stringContaining(message) as string })
  })
})

test('a sign-in by aws login is found', async () => {
  const name = createHash('sha256').update(LOGIN).digest('hex')
  await scene.home.write(`.aws/login/cache/${name}.json`, JSON.stringify({ dpopKey: 'key' }))
  const result = await scene.rolecall(['explain', 'after-login'])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  await scene.home.write(`.aws/login/cache/${name}.json`, '{}')
  expect((await scene.rolecall(['explain', 'after-login'])).code).toBe(1)
})

test('what is cached needs no call', async () => {
  expect((await scene.rolecall(['process', '--profile', 'role'])).code).toBe(0)
  const cached = await scene.rolecall(['explain', 'role'])
  expect(cached.stdout).toMatch(/cached, (59|60) min left|cached, 1 h left/)
  const withoutBundle = { env: { AWS_CA_BUNDLE: '/nowhere/ca.pem' } }
  expect(await scene.rolecall(['explain', 'role'], withoutBundle)).toMatchObject({ code: 0 })
})

test.each<[string | undefined, string, Record<string, string>]>([
  [
    'portal',
    'IAM Identity Center portal: https://portal.sso-fips.eu-west-1.amazonaws.com',
    { AWS_ENDPOINT_URL_STS: '' },
  ],
  [
    'portal',
    'IAM Identity Center portal: https://portal.example.com',
    { AWS_ENDPOINT_URL_SSO: 'https://portal.example.com', AWS_USE_FIPS_ENDPOINT: 'false' },
  ],
  [undefined, 'container endpoint: http://127.0.0.1:1/role', { [URI]: 'http://127.0.0.1:1/role' }],
  [
    undefined,
    'instance metadata service: http://127.0.0.1:2',
    { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:2' },
  ],
])('%s: explain names who is asked, %s', async (profile, line, env) => {
  const named = profile === undefined ? [] : [profile]
  const { stdout } = await scene.rolecall(['explain', ...named], { env })
  expect(stdout.split('\n')).toContain(line)
  const json = await scene.rolecall(['explain', ...named, '--json'], { env })
  const url = line.replace(/^.*: (http)/, '$1')
  expect(JSON.parse(json.stdout)).toMatchObject({ sourceEndpoint: url })
})
