import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { installBrowser, signInWith } from '../support/identity-center/sign-in.js'
import { run, runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'

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

beforeEach(async () => {
  scene = await startScene()
  await scene.configure(CONFIG)
  await installBrowser(scene)
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
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const BOTO3 = `
import boto3, sys
print(boto3.Session(profile_name=sys.argv[1]).client('sts').get_caller_identity()['Arn'])
`
const WHO = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--profile']
/** Debian's version 2 of the AWS CLI has no variable for the endpoints of the sign-in. */
const CLIENTS = [
  {
    name: 'boto3',
    isPresent: hasPythonModule('boto3'),
    command: ['python3', '-c', BOTO3],
  },
  { name: 'the AWS CLI 1', isPresent: isInstalled('aws'), command: ['aws', ...WHO] },
]

const tokenFile = async (): Promise<Record<string, string>> => {
  const name = `${createHash('sha1').update('corp').digest('hex')}.json`
  return JSON.parse(
    await readFile(join(scene.home.path, '.aws/sso/cache', name), 'utf8'),
  ) as Record<string, string>
}

describe.each(CLIENTS)('one sign-in for rolecall and $name', (client) => {
  const [file = '', ...args] = client.command
  const ask = (profile: string) => runCommand(file, [...args, profile], { env, timeoutMs: 60_000 })
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
