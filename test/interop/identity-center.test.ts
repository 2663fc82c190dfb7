import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { awsCli2 } from '../support/aws-cli-2.js'
import { makeCertificate } from '../support/certificate.js'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { startBrowserScene, signInWith, visit } from '../support/identity-center/sign-in.js'
import { startProxy } from '../support/proxy.js'
import { run, runCommand } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import { startTlsFront } from '../support/tls-front.js'

const ROLES = ['one', 'two', 'three', 'four']
const CONFIG = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
${ROLES.map(
  (role) => `
[profile ${role}]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = ${role}
region = eu-west-1
`,
).join('')}`

let scene: Scene
let server: IdentityCenter
let env: Record<string, string>
/** For a client that has no variable for the endpoints of the sign-in. */
let proxied: Record<string, string>
let closing: AsyncDisposable[]

beforeEach(async () => {
  scene = await startBrowserScene(CONFIG)
  await scene.home.write('.config/rolecall/settings.ini', 'sso_cache = shared\n')
  server = await startIdentityCenter({
    assignments: [{ accountId: '222222222222', accountName: 'dev', roles: ROLES }],
    issue(_account, _role, seconds) {
      const session = scene.sts.instanceSession('arn:aws:iam::222222222222:role/dev', seconds)
      const { accessKeyId, secretAccessKey, sessionToken } = session
      const expiration = Date.now() + seconds * 1000
      return { accessKeyId, secretAccessKey, sessionToken, expiration }
    },
  })
  env = { ...scene.env, ...server.env }
  const hosts = ['*.eu-west-1.amazonaws.com', '*.sso.eu-west-1.amazonaws.com'] as const
  const certificate = makeCertificate(scene.home.path, ...hosts)
  const front = await startTlsFront(server.port, certificate)
  const proxy = await startProxy({ host: '127.0.0.1', port: front.port })
  closing = [proxy, front]
  const network = { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' }
  proxied = { ...scene.env, ...network, AWS_CA_BUNDLE: certificate.path }
})
afterEach(async () => {
  for (const each of closing) await each[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const BOTO3 = `
import boto3, sys
print(boto3.Session(profile_name=sys.argv[1]).client('sts').get_caller_identity()['Arn'])
`
const WHO = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile']
const cli2 = awsCli2()
const CLIENTS = [
  {
    name: 'boto3',
    isPresent: hasPythonModule('boto3'),
    command: ['python3', '-c', BOTO3],
    env: () => env,
  },
  {
    name: 'the AWS CLI 1',
    isPresent: isInstalled('aws'),
    command: ['aws', ...WHO],
    env: () => env,
  },
  {
    name: 'the AWS CLI 2',
    isPresent: cli2 !== undefined,
    command: [cli2?.file ?? '', ...(cli2?.args ?? []), ...WHO],
    env: () => ({ ...proxied, ...cli2?.env }),
  },
]

const tokenFile = async (): Promise<Record<string, string>> => {
  const name = `${createHash('sha1').update('corp').digest('hex')}.json`
  return JSON.parse(
    await readFile(join(scene.home.path, '.aws/sso/cache', name), 'utf8'),
  ) as Record<string, string>
}

describe.each(CLIENTS)('one sign-in for rolecall and $name', (client) => {
  const [file = '', ...args] = client.command
  const ask = (profile: string) => {
    // Debian's version 2 knows no AWS_ENDPOINT_URL_STS, and the others do not mind.
    const sts = file === 'python3' ? [] : ['--endpoint-url', scene.sts.url]
    const options = { env: client.env(), timeoutMs: 60_000 }
    return runCommand(file, [...args, profile, ...sts], options)
  }
  const rolecall = (profile: string) => run(['process', '--profile', profile], { env })

  test.skipIf(!client.isPresent)('whichever of the two renews it', async () => {
    // botocore renews a token that has less than 15 minutes left; rolecall, less than five.
    server.behaviour.accessSeconds = 600
    expect(await signInWith(['login', 'one'], scene, env)).toMatchObject({ code: 0 })
    const own = await tokenFile()
    const theirs = await ask('two')
    expect(theirs, `stderr ${theirs.stderr}`).toMatchObject({ code: 0 })
    expect(theirs.stdout).toContain(':assumed-role/dev/')
    const renewed = await tokenFile()
    expect(renewed['accessToken']).not.toBe(own['accessToken'])
    expect(renewed['refreshToken']).not.toBe(own['refreshToken'])

    expect(await rolecall('three')).toMatchObject({ code: 0, stderr: '' })
    server.expireTokens()
    expect(await rolecall('four')).toMatchObject({ code: 0, stderr: '' })
    expect((await tokenFile())['accessToken']).not.toBe(renewed['accessToken'])
    expect((await ask('three')).stdout).toContain(':assumed-role/dev/')
    expect(server.calls('/client/register')).toHaveLength(1)
    expect(server.calls('/authorize')).toHaveLength(1)
  })

  test.skipIf(!client.isPresent)('even if it loses the refresh token', async () => {
    server.behaviour.accessSeconds = 600
    server.behaviour.refresh = 'is-absent'
    expect(await signInWith(['login', 'one'], scene, env)).toMatchObject({ code: 0 })
    expect(await ask('two')).toMatchObject({ code: 0 })
    expect((await tokenFile())['refreshToken'] ?? null).toBeNull()
    server.expireTokens()
    expect(await rolecall('three')).toMatchObject({ code: 0, stderr: '' })
    expect(await tokenFile()).toHaveProperty('refreshToken')
    expect((await ask('four')).stdout).toContain(':assumed-role/dev/')
    expect(server.calls('/authorize')).toHaveLength(1)
  })
})

test.skipIf(!cli2)('a sign-in by the AWS CLI 2 is one by rolecall, which renews it', async () => {
  await scene.home.write('.config/rolecall/settings.ini', '')
  const login = [...(cli2?.args ?? []), 'sso', 'login', '--no-browser', '--profile', 'one']
  const options = { env: { ...proxied, ...cli2?.env }, timeoutMs: 60_000 }
  const signedIn = runCommand(cli2?.file ?? '', login, options)
  await expect.poll(() => server.userCodes(), { timeout: 20_000 }).toHaveLength(1)
  await visit(`${server.url}/device?user_code=${server.userCodes()[0]}`)
  expect(await signedIn).toMatchObject({ code: 0 })
  const theirs = await tokenFile()
  expect(await run(['process', 'one'], { env })).toMatchObject({ code: 0, stderr: '' })
  server.expireTokens()
  expect(await run(['process', 'two'], { env })).toMatchObject({ code: 0, stderr: '' })
  expect((await tokenFile())['accessToken']).not.toBe(theirs['accessToken'])
  const who = [...(cli2?.args ?? []), ...WHO, 'three', '--endpoint-url', scene.sts.url]
  expect((await runCommand(cli2?.file ?? '', who, options)).stdout).toContain(':assumed-role/dev/')
  expect(server.calls('/device_authorization')).toHaveLength(1)
})
