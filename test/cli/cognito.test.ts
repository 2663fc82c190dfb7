import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { developerToken, startCognito, TRUSTS_COGNITO, type Cognito } from '../support/cognito.js'
import { CLIENT_ID, startOidcProvider } from '../support/oidc-provider.js'
import { newPerson } from '../support/person.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { role } from '../support/sts-server/default-model.js'
import { writeJwt } from '../support/sts-server/jwt.js'
import { runInTerminal } from '../support/terminal.js'

const POOL = 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef'
const USER_POOL = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc'
const roleArn = (name: string): string => `arn:aws:iam::222222222222:role/${name}`
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const KEYS = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' } as JsonWebKey]

let scene: Scene
let cognito: Cognito
beforeAll(async () => {
  scene = await startScene()
  scene.sts.model.roles.push(
    role('222222222222', 'member', { trusts: [TRUSTS_COGNITO] }),
    role('222222222222', 'visitor', { trusts: [TRUSTS_COGNITO] }),
    role('222222222222', 'special', { trusts: [TRUSTS_COGNITO], maxSessionDuration: 43_200 }),
    role('222222222222', 'next', { trusts: [roleArn('member')] }),
  )
  cognito = await startCognito(scene.sts, {
    id: POOL,
    providers: { [USER_POOL]: { keys: KEYS, audience: 'app' } },
    developerProvider: 'login.mycompany.myapp',
    guests: true,
    basicFlow: true,
    roles: { authenticated: roleArn('member'), unauthenticated: roleArn('visitor') },
    identities: new Map(),
  })
  scene.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY'] = cognito.url
})

afterAll(async () => {
  await cognito[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

beforeEach(() => {
  cognito.calls.length = 0
})

const idToken = (sub: string, more: object = {}): string => {
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss: `https://${USER_POOL}`, aud: 'app', sub, iat, exp: iat + 3000, ...more }
  return writeJwt(claims, 'RS256', privateKey, 'k')
}
const fresh = async (config: string): Promise<void> => {
  await scene.configure(config)
  await scene.rolecall(['logout', '--all'])
}
const pool = (more = ''): string => `rolecall_cognito_pool = ${POOL}\nregion = eu-west-1\n${more}\n`
const by = (token: string) => ({ env: { APP_TOKEN: token } })
const operations = (): string[] => cognito.calls.map(({ operation }) => operation)
const keyOf = ({ stdout }: { stdout: string }): string =>
  (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId
const process = (profile: string, options = {}) =>
  scene.rolecall(['process', '--profile', profile], options)
const arnOf = (accessKeyId: string): string | undefined => {
  const found = scene.sts.sessions.find((session) => session.accessKeyId === accessKeyId)
  return found?.principal.kind === 'role' ? found.principal.role.arn : undefined
}
const LOGIN = 'rolecall_web_identity_token_env = APP_TOKEN'

test('one profile, every command; the calls are made once, and the identity is remembered', async () => {
  await fresh(`[profile app]\n${pool(LOGIN)}`)
  const options = by(idToken('ann'))
  const printed = await process('app', options)
  expect(printed).toMatchObject({ code: 0, stderr: '' })
  const id = keyOf(printed)
  expect(arnOf(id)).toBe(roleArn('member'))
  expect((await scene.rolecall(['env', 'app'], options)).stdout).toContain(id)
  const child = await scene.rolecall(
    ['exec', 'app', '--', 'sh', '-c', 'echo $AWS_ACCESS_KEY_ID'],
    options,
  )
  expect(child.stdout.trim()).toBe(id)
  const whoami = await scene.rolecall(['whoami', 'app', '--json'], options)
  expect(whoami.stdout).toContain('assumed-role/member/CognitoIdentityCredentials')
  expect((await scene.rolecall(['status', '--json'], options)).stdout).toContain(
    'GetCredentialsForIdentity',
  )
  expect((await scene.rolecall(['list'], options)).stdout).toMatch(/app .*Cognito/)
  const { stdout } = await scene.rolecall(['explain', 'app'], options)
  expect(stdout).toContain(`the identity pool ${POOL}, with the web identity token in APP_TOKEN`)
  expect(stdout).toMatch(/GetCredentialsForIdentity, the role of the pool, 1 h\n│ {2}cached/)
  expect(stdout).toContain(`Amazon Cognito endpoint: ${cognito.url}`)
  expect(stdout).not.toContain('STS endpoint')
  expect((await scene.rolecall(['status'])).stdout).toMatch(/^\w+ +identity pool /m)
  expect((await scene.rolecall(['history', '--limit', '1'])).stdout).toContain('  identity pool  ')
  expect(operations()).toEqual(['GetId', 'GetCredentialsForIdentity'])
  await process('app', { env: { APP_TOKEN: idToken('ann', { jti: '2' }) } })
  expect(operations().slice(2)).toEqual(['GetCredentialsForIdentity'])
  expect(await scene.home.searchFor([options.env.APP_TOKEN, ...scene.sts.secrets()])).toEqual(
    // The files of the test itself.
    [join(scene.home.path, '.aws/credentials')],
  )
})

test('a guest stays the same one; if Cognito has deleted it, it becomes another', async () => {
  await fresh(`[profile guest]\n${pool()}`)
  expect(arnOf(keyOf(await process('guest')))).toBe(roleArn('visitor'))
  await scene.rolecall(['process', '--profile', 'guest', '--refresh'])
  expect(operations()).toEqual(['GetId', 'GetCredentialsForIdentity', 'GetCredentialsForIdentity'])
  const [, first, second] = cognito.calls
  expect(second?.identityId).toBe(first?.identityId)
  cognito.pool.identities.clear()
  const again = await scene.rolecall(['process', '--profile', 'guest', '--refresh'])
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(operations().slice(3)).toEqual([
    'GetCredentialsForIdentity',
    'GetId',
    'GetCredentialsForIdentity',
  ])
})

test('a role of the token, a role on top, and the basic flow with a duration of its own', async () => {
  const special = `role_arn = ${roleArn('special')}`
  await fresh(`[profile custom]\n${pool(`${LOGIN}\n${special}`)}
[profile app]\n${pool(LOGIN)}
[profile next]\nrole_arn = ${roleArn('next')}\nsource_profile = app
[profile basic]\n${pool(`${LOGIN}\n${special}\nrolecall_cognito_flow = basic\nduration_seconds = 7200\nrole_session_name = ann`)}`)
  const token = by(idToken('ann', { 'cognito:roles': [roleArn('special')] }))
  const custom = await process('custom', token)
  expect(custom).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(custom.stdout)).toMatchObject({ AccountId: '222222222222' })
  expect(arnOf(keyOf(custom))).toBe(roleArn('special'))
  expect((await scene.rolecall(['explain', 'custom'], token)).stdout).toContain(
    'GetCredentialsForIdentity, special in 222222222222, 1 h',
  )
  expect(arnOf(keyOf(await process('next', token)))).toBe(roleArn('next'))
  cognito.calls.length = 0
  expect(arnOf(keyOf(await process('basic', token)))).toBe(roleArn('special'))
  expect(operations()).toEqual(['GetOpenIdToken'])
  const [call] = scene.sts.calls('AssumeRoleWithWebIdentity').slice(-1)
  expect(call?.params).toMatchObject({ DurationSeconds: '7200', RoleSessionName: 'ann' })
  await process('basic', token)
  expect(operations()).toEqual(['GetOpenIdToken'])
  const other = await process('custom', by(idToken('bob')))
  expect(other).toMatchObject({ code: 3, stdout: '' })
  expect(other.stderr).toMatch(/refused the login: .*\nhint: .*cognito:roles/)
})

test("a developer's own users, whose tokens come from a back end", async () => {
  const token = await developerToken(cognito, 'user-7', scene.key)
  cognito.calls.length = 0
  const file = await scene.home.write('developer-token', token)
  await fresh(`[profile dev-user]\n${pool(`web_identity_token_process = cat ${file}`)}`)
  expect(arnOf(keyOf(await process('dev-user')))).toBe(roleArn('member'))
  expect(operations()).toEqual(['GetCredentialsForIdentity'])
  await process('dev-user')
  expect(operations()).toEqual(['GetCredentialsForIdentity'])
})

test('a sign-in in the browser is a login too', async () => {
  const provider = await startOidcProvider()
  try {
    const { issuer, keys } = provider
    cognito.pool.providers[issuer] = { keys, audience: CLIENT_ID, issuer }
    const browser = await scene.home.write(
      '.bin/browser',
      `#!/bin/sh\nprintf '%s\\n' "$@" >> "$HOME/opened"\n`,
    )
    await runCommand('chmod', ['+x', browser])
    await fresh(
      `[profile web]\n${pool(`rolecall_oidc_issuer = ${issuer}\nrolecall_oidc_client_id = ${CLIENT_ID}`)}`,
    )
    await using person = await newPerson('alice')
    using terminal = runInTerminal('rolecall', ['login', 'web'], {
      env: { ...scene.env, BROWSER: 'browser %s' },
    })
    const opened = (): Promise<string> =>
      readFile(join(scene.home.path, 'opened'), 'utf8').catch(() => '')
    await expect.poll(opened, { timeout: 10_000 }).toContain('\n')
    await person.signIn((await opened()).trim())
    expect(await terminal.exit).toMatchObject({ code: 0 })
    const result = await scene.rolecall(['process', '--profile', 'web', '--no-input'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(arnOf(keyOf(result))).toBe(roleArn('member'))
    expect(operations()).toEqual(['GetId', 'GetCredentialsForIdentity'])
  } finally {
    await provider.close()
  }
})

test('two people in one place never share a session, whatever their tokens come from', async () => {
  for (const [login, pass] of [
    [LOGIN, (token: string) => Promise.resolve(by(token))],
    [
      'web_identity_token_process = printenv APP_TOKEN',
      (token: string) => Promise.resolve(by(token)),
    ],
    [
      `web_identity_token_file = ${join(scene.home.path, 'token')}`,
      async (token: string) => void (await scene.home.write('token', token)),
    ],
    [
      `${LOGIN}\nrolecall_cognito_flow = basic\nrole_arn = ${roleArn('special')}`,
      (token: string) => Promise.resolve(by(token)),
    ],
  ] as const) {
    await fresh(`[profile app]\n${pool(login)}`)
    const tokens = { ann: idToken('ann'), bob: idToken('bob') }
    const got: string[] = []
    for (const who of ['ann', 'bob', 'ann', 'bob'] as const) {
      const options = (await pass(tokens[who])) ?? {}
      got.push(keyOf(await process('app', options)))
    }
    expect([got[2], got[3]]).toEqual([got[0], got[1]])
    expect(got[0]).not.toBe(got[1])
    const forged = (await pass(`${tokens.ann.slice(0, -8)}AAAAAAAA`)) ?? {}
    const refused = await process('app', forged)
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).not.toContain('eyJ')
  }
})

test("the JavaScript SDK's own provider is content with the test server", async () => {
  const { fromCognitoIdentityPool } = await import('@aws-sdk/credential-providers')
  const options = {
    identityPoolId: POOL,
    clientConfig: { region: 'eu-west-1', endpoint: cognito.url },
  }
  const login = fromCognitoIdentityPool({ ...options, logins: { [USER_POOL]: idToken('eve') } })
  expect(arnOf((await login()).accessKeyId)).toBe(roleArn('member'))
  const forged = fromCognitoIdentityPool({ ...options, logins: { [USER_POOL]: 'eyJ.eyJ.x' } })
  await expect(forged()).rejects.toThrow(/Invalid login token/)
})

describe('errors say what to do', () => {
  test('before a call', async () => {
    const cases: Record<string, string> = {
      'is not the ID of an identity pool': 'rolecall_cognito_pool = eu-west-1_abc',
      'is neither enhanced nor basic': pool('rolecall_cognito_flow = classic'),
      'has no role_arn': pool('rolecall_cognito_flow = basic'),
      'but there is no token': pool('rolecall_cognito_login = accounts.google.com'),
      'has cognito_pool and source_profile': pool(
        `source_profile = base\nrole_arn = ${roleArn('special')}`,
      ),
      'has web_identity_token_process and web_identity_token_env': pool(
        `${LOGIN}\nweb_identity_token_process = x`,
      ),
      'names APP_TOKEN, which is not set': pool(LOGIN),
      'needs a login with a token': pool('credential_source = Ec2InstanceMetadata'),
      'does not name its provider': pool('web_identity_token_process = echo opaque'),
    }
    for (const [message, config] of Object.entries(cases)) {
      await scene.configure(`[profile app]\n${config}\n`)
      const result = await process('app')
      expect(result).toMatchObject({ code: 1, stdout: '' })
      expect(result.stderr).toContain(message)
      expect(result.stderr).toMatch(/^hint: /m)
    }
    expect(cognito.calls).toEqual([])
    await scene.configure(`[profile app]\n${pool(`role_arn = ${roleArn('special')}`)}`)
    const policy = await scene.rolecall(['env', 'app', '--policy', '{}'])
    expect(policy).toMatchObject({ code: 2, stdout: '' })
    expect(policy.stderr).toContain('hint: use the basic flow')
  })

  test('after a refusal', async () => {
    await fresh(`[profile guest]\n${pool()}[profile app]\n${pool(LOGIN)}
[profile basic]\n${pool(`rolecall_cognito_flow = basic\nrole_arn = ${roleArn('special')}`)}
[profile gone]\nrolecall_cognito_pool = eu-west-1:00000000-89ab-cdef-0123-456789abcdef\n`)
    cognito.pool.basicFlow = false
    const refusals: [string, object, RegExp][] = [
      ['app', by(idToken('ann', { exp: 1 })), /hint: the token of the login has expired/],
      [
        'app',
        by(idToken('ann', { iss: 'https://other.example' })),
        /hint: the provider of the token must be one of/,
      ],
      [
        'app',
        by(`${idToken('ann').slice(0, -8)}AAAAAAAA`),
        /hint: none of the keys of the login provider has signed/,
      ],
      ['basic', {}, /hint: remove rolecall_cognito_flow = basic/],
      ['gone', {}, /hint: check rolecall_cognito_pool/],
    ]
    for (const [profile, options, hint] of refusals) {
      const result = await process(profile, options)
      expect(result).toMatchObject({ code: 3, stdout: '' })
      expect(result.stderr).toMatch(hint)
    }
    cognito.pool.basicFlow = true
    cognito.pool.guests = false
    await scene.home.write('.aws/config', `[profile stranger]\n${pool('')}`)
    cognito.pool.identities.clear()
    expect((await process('stranger')).stderr).toMatch(/hint: the pool has no guests/)
    cognito.pool.guests = true
  })
})
