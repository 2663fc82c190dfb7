import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBuckets, type Buckets } from '../support/buckets.js'
import { startFederation } from '../support/federation.js'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { runCommand } from '../support/run.js'
import { ROLES, startSamlScene, type SamlScene } from '../support/saml-scene.js'
import { role } from '../support/sts-server/default-model.js'
import { writeJwt } from '../support/sts-server/jwt.js'

/*
 * A limit holds whatever gives the first credentials, and whatever hands out the last ones: a read
 * passes, and the server refuses a write.
 */

const ISSUER = 'https://gitlab.example.com'
const OIDC = 'arn:aws:iam::222222222222:oidc-provider/gitlab.example.com'
const CHINA = 'arn:aws-cn:iam::222222222222:role/china'
const CHINA_PROVIDER = 'arn:aws-cn:iam::222222222222:saml-provider/corp'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

let scene: SamlScene
let buckets: Buckets
let center: IdentityCenter
beforeAll(async () => {
  scene = await startSamlScene(
    () => `[profile keys]
region = eu-west-1

[profile keys-role]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys
region = eu-west-1

[profile web]
role_arn = arn:aws:iam::222222222222:role/ci
web_identity_token_file = token
region = eu-west-1

[profile saml]
role_arn = ${ROLES.dev}
saml_assertion_process = cat "$HOME/assertion"
region = eu-west-1

[profile saml-chosen]
saml_assertion_process = cat "$HOME/assertion-china"
region = eu-west-1

[profile chain]
role_arn = arn:aws:iam::333333333333:role/audit
source_profile = keys-role
region = eu-west-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[profile sso]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = dev
rolecall_only_role_arn = arn:aws:iam::222222222222:role/batch
region = eu-west-1
`,
  )
  const { accessKeyId, secretAccessKey } = scene.key
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[keys]\n${keys}[base]\n${keys}`)
  const { model } = scene.sts
  const jwks = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' } as JsonWebKey]
  const audiences = ['sts.amazonaws.com']
  model.oidcProviders.push({ arn: OIDC, issuer: ISSUER, audiences, keys: jwks })
  model.roles.push(role('222222222222', 'ci', { trusts: [OIDC] }))
  const { certificate } = scene.idp.key
  model.samlProviders.push({ arn: CHINA_PROVIDER, issuer: scene.idp.entityId, certificate })
  model.roles.push({ ...role('222222222222', 'china', { trusts: [CHINA_PROVIDER] }), arn: CHINA })
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: ISSUER, sub: 'job', aud: 'sts.amazonaws.com', iat: now, exp: now + 3000 }
  await scene.home.write('token', writeJwt(claims, 'RS256', privateKey, 'k'))
  await scene.home.write('assertion', await scene.idp.respond())
  const roles = [`${CHINA},${CHINA_PROVIDER}`]
  await scene.home.write('assertion-china', await scene.idp.respond({ roles }))
  buckets = await startBuckets(scene.sts)
  center = await startIdentityCenter({
    issue: (_account, _role, seconds) =>
      scene.sts.instanceSession('arn:aws:iam::111111111111:role/instance', seconds),
  })
  const token = {
    ...{ accessToken: center.signedIn('alice'), region: 'eu-west-1', startUrl: center.startUrl },
    expiresAt: new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+/, ''),
  }
  const file = createHash('sha1').update('corp').digest('hex')
  await scene.home.write(`.aws/sso/cache/${file}.json`, JSON.stringify(token))
})
afterAll(async () => {
  await center[Symbol.asyncDispose]()
  await buckets[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const rolecall = (args: readonly string[], env: Record<string, string> = {}) =>
  scene.rolecall(args, { cwd: scene.home.path, env: { ...center.env, ...env } })

/** What each way prints, as a script that sets the variables of the keys in a shell. */
const WAYS: Readonly<Record<string, (flag: string, profile: string) => string[]>> = {
  env: (flag, profile) => ['env', flag, profile, '--format', 'json'],
  process: (flag, profile) => ['process', flag, '--profile', profile],
  exec: (flag, profile) => ['exec', flag, profile, '--', 'sh', '-c', PRINT],
  serve: (flag, profile) => ['serve', flag, profile, '--', 'sh', '-c', READ],
  'exec --serve': (flag, profile) => ['exec', '--serve', flag, profile, '--', 'sh', '-c', READ],
}
const PRINT =
  'printf \'{"AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s"}\' ' +
  '"$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN"'
const READ =
  'curl -s -H "Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN" "$AWS_CONTAINER_CREDENTIALS_FULL_URI"'

/** Reads and writes an object with the printed credentials. @returns both answers' statuses */
async function readAndWrite(printed: string): Promise<string> {
  const keys = JSON.parse(printed) as Record<string, string>
  const id = keys['AccessKeyId'] ?? keys['AWS_ACCESS_KEY_ID'] ?? ''
  const secret = keys['SecretAccessKey'] ?? keys['AWS_SECRET_ACCESS_KEY'] ?? ''
  const token = keys['Token'] ?? keys['SessionToken'] ?? keys['AWS_SESSION_TOKEN'] ?? ''
  const ask = async (method: string): Promise<string> => {
    const signed = ['--aws-sigv4', 'aws:amz:eu-west-1:s3', '-u', `${id}:${secret}`]
    const words = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', method, ...signed]
    const header = ['-H', `x-amz-security-token: ${token}`]
    const { stdout } = await runCommand('curl', [...words, ...header, `${buckets.url}/data/file`])
    return stdout
  }
  return `${await ask('GET')} ${await ask('PUT')}`
}

/** Each source, and the call that carries its limit. */
const SOURCES: readonly (readonly [string, string])[] = [
  ['keys', 'GetFederationToken'],
  ['keys-role', 'AssumeRole'],
  ['chain', 'AssumeRole'],
  ['web', 'AssumeRoleWithWebIdentity'],
  ['saml', 'AssumeRoleWithSAML'],
  ['saml-chosen', 'AssumeRoleWithSAML'],
  ['sso', 'AssumeRole'],
]

describe.each(SOURCES)('read-only from %s by %s', (profile, operation) => {
  test.each(Object.keys(WAYS))('%s: a read passes, a write is refused', async (way) => {
    const args = WAYS[way]?.('--read-only', profile) ?? []
    const { code, stdout, stderr } = await rolecall(args)
    expect({ code, stderr: stderr.replace(/^rolecall: .*without an MFA code.*\n/, '') }).toEqual({
      code: 0,
      stderr: '',
    })
    expect(await readAndWrite(stdout)).toBe('200 403')
  })

  test('kube-token signs with the limited session', async () => {
    const isChina = profile === 'saml-chosen'
    const { stdout } = await rolecall(['kube-token', '--read-only', profile, '--cluster', 'blue'])
    const { status } = JSON.parse(stdout) as { status: { token: string } }
    const url = Buffer.from(status.token.replace('k8s-aws-v1.', ''), 'base64url').toString()
    const id = new URL(url).searchParams.get('X-Amz-Credential')?.split('/')[0]
    const session = scene.sts.sessions.find(({ accessKeyId }) => accessKeyId === id)
    expect(session?.policies).toHaveLength(1)
    const limited = scene.sts
      .calls(operation)
      .filter(({ params }) => 'PolicyArns.member.1.arn' in params)
    const call = limited.find(({ params }) => (params['RoleArn'] === CHINA) === isChina)
    const partition = isChina ? 'aws-cn' : 'aws'
    expect(call?.params).toMatchObject({
      'PolicyArns.member.1.arn': `arn:${partition}:iam::aws:policy/ReadOnlyAccess`,
    })
  })
})

test('a source whose credentials nothing limits is an error on every way, and no session', async () => {
  const { accessKeyId, secretAccessKey, sessionToken } = scene.sts.instanceSession(
    'arn:aws:iam::111111111111:role/instance',
  )
  const env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  }
  const config = `[profile env]\nrolecall_only_role_arn =\n[profile temporary]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`
  await scene.home.write('other-config', config)
  const other = { ...env, AWS_CONFIG_FILE: `${scene.home.path}/other-config` }
  const before = scene.sts.requests.length
  for (const way of Object.values(WAYS)) {
    for (const flag of ['--read-only', '--view-only', '--only=s3:Get*']) {
      const { code, stdout, stderr } = await rolecall(way(flag, 'temporary'), other)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/cannot limit temporary to .*, which no session policy limits/)
      expect(stderr).toContain('hint: name a role that these credentials may assume')
    }
  }
  expect(scene.sts.requests).toHaveLength(before)
}, 20_000)

test('a typo in a service is an error on every way, before any call', async () => {
  const before = scene.sts.requests.length
  for (const [name, way] of Object.entries(WAYS)) {
    const { code, stdout, stderr } = await rolecall(way('--only=dynamdb:GetItem', 'keys-role'))
    expect({ name, code, stdout }).toEqual({ name, code: 1, stdout: '' })
    expect(stderr).toContain('did you mean dynamodb:GetItem?')
  }
  const kube = await rolecall(['kube-token', '--only=s4:*', 'keys-role', '--cluster', 'blue'])
  expect(kube).toMatchObject({ code: 1, stdout: '' })
  expect(scene.sts.requests).toHaveLength(before)
})

test('a policy of 3,000 characters is an error, however it is given', async () => {
  const actions = Array.from({ length: 150 }, (_, at) => `s3:GetObject${at}`)
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  }
  const text = JSON.stringify(policy)
  expect(text.length).toBeGreaterThan(2500)
  await scene.home.write('policy.json', JSON.stringify(policy, null, 2))
  const before = scene.sts.requests.length
  for (const args of [
    ['--only', actions.join()],
    ['--policy', text],
    ['--policy', '@policy.json'],
    [
      '--only',
      's3:Get*',
      ...Array.from({ length: 60 }, (_, at) => [
        '--on',
        `arn:aws:s3:::a-bucket-of-a-long-name-${at}/*`,
      ]).flat(),
    ],
  ]) {
    const { code, stdout, stderr } = await rolecall(['env', ...args, 'keys-role'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/2048/)
  }
  expect(scene.sts.requests).toHaveLength(before)
})

test('what AWS counts as too large is an error with a way out', async () => {
  const actions = Array.from({ length: 125 }, (_, at) => `s3:Object${at}`).join()
  const tag = ['--tag', `team=${'x'.repeat(250)}`, '--tag', `cost=${'y'.repeat(250)}`]
  const { code, stdout, stderr } = await rolecall(['env', `--only=${actions}`, ...tag, 'keys-role'])
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toMatch(/consumes 1\d\d% of allotted space/)
  expect(stderr).toContain('hint: ')
})

test('the console of a role that only the assertion names is that of its partition', async () => {
  await using federation = await startFederation(scene.sts)
  const { stdout } = await rolecall(['console', 'saml-chosen', '--print'], {
    AWS_ENDPOINT_URL_SIGNIN: federation.url,
  })
  expect(new URL(stdout.trim()).searchParams.get('Destination')).toBe(
    'https://cn-northwest-1.console.amazonaws.cn/console/home?region=cn-northwest-1',
  )
})
