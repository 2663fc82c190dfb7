import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEV, startScene, type Scene } from '../support/scene.js'
import { readEndpoint, startServing } from '../support/serve.js'
import { startWebServer } from '../support/web-server.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[default]
role_arn = ${DEV}
source_profile = nowhere
mfa_serial = arn:aws:iam::111111111111:mfa/unused

[profile plain]
region = us-esat-1

[profile token]
web_identity_token_file = /tmp/token
`)
})
afterAll(() => scene[Symbol.asyncDispose]())

test('the environment precedes a broken [default], and its account travels along', async () => {
  const env = {
    AWS_ACCESS_KEY_ID: 'ASIAENV',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_ACCOUNT_ID: '111111111111',
  }
  const result = await scene.rolecall(['process'], { env })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(result.stdout)).toMatchObject({
    AccessKeyId: 'ASIAENV',
    AccountId: '111111111111',
  })
})

test('a profile with settings only has the role of the instance, and a note for its region', async () => {
  const session = scene.sts.instanceSession('arn:aws:iam::111111111111:role/instance')
  await using server = await startWebServer(({ url = '', method }, response) => {
    const credentials = JSON.stringify({
      Code: 'Success',
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      Token: session.sessionToken,
      Expiration: new Date(Date.now() + 3600_000).toISOString(),
    })
    if (method === 'PUT') response.end('metadata-token')
    else response.end(url.endsWith('/security-credentials/') ? 'instance' : credentials)
  })
  const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: server.url }
  const result = await scene.rolecall(['env', 'plain'], { env })
  expect(result.code).toBe(0)
  expect(result.stdout).toContain(session.accessKeyId)
  expect(result.stderr).toContain('us-esat-1 is not a region that rolecall knows: did you mean')
  const role = ['--role-arn', 'arn:aws:iam::222222222222:role/batch', '--region', 'us-east-1']
  await using serving = await startServing(['plain', ...role], { ...scene.env, ...env })
  expect(await readEndpoint(serving.variables[0] ?? {})).toMatchObject({ status: 200 })
  const off = await scene.rolecall(['env', 'plain'], {
    env: { ...env, AWS_EC2_METADATA_DISABLED: 'true' },
  })
  expect(off).toMatchObject({ code: 1, stdout: '' })
  expect(off.stderr).toMatch(/^rolecall: profile plain has no credentials\n/)
})

test('a short form of a region is named, and the region used as it is', async () => {
  const result = await scene.rolecall(['explain', 'dev', '--region', 'ue1'])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toContain('ue1 is not a region that rolecall knows: write us-east-1')
})

test('a region of a sign-in that does not exist is named', async () => {
  await scene.home.write(
    'sign-in',
    '[profile s]\nsso_start_url = https://x/start\nsso_region = use1\nsso_account_id = 222222222222\nsso_role_name = r\n',
  )
  const env = { AWS_CONFIG_FILE: `${scene.home.path}/sign-in` }
  const result = await scene.rolecall(['explain', 's'], { env })
  expect(result.stdout).toContain('use1 is not a region that rolecall knows: write us-east-1')
})

test('explain fails for a token without a role', async () => {
  const result = await scene.rolecall(['explain', 'token'])
  expect(result.code).toBe(1)
  expect(result.stdout).toContain('note: the source is an identity token')
  expect(result.stderr).toMatch(/^rolecall: profile token has an identity token but no role\n/)
})

test('explain names variables of aws-vault', async () => {
  const result = await scene.rolecall(['explain', 'dev'], { env: { AWS_ASSUME_ROLE_TTL: '30m' } })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toContain('AssumeRole dev in 222222222222, 30 min')
  expect(result.stdout).toContain(
    'note: AWS_ASSUME_ROLE_TTL is set: it has the effect of --duration',
  )
})
