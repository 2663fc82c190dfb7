import { request, type RequestOptions } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listenForRedirect, type RedirectListener } from '../../src/signin/loopback/server.js'
import { DEV, startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'
import { startWebServer } from '../support/web-server.js'

/* The attacker sits on the network, or runs a program or a page on the user's machine. */

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

describe('an STS endpoint with plain http', () => {
  const FAR = 'http://192.0.2.2:1'
  const named = /rolecall: requests to http:\/\/192\.0\.2\.2:1 are not encrypted: /g
  // A proxy that refuses at once: nothing leaves this machine.
  const env = { AWS_ENDPOINT_URL_STS: FAR, HTTP_PROXY: 'http://127.0.0.1:9' }

  test.each([
    ['process', 'dev', '--mfa-code', '123456'],
    ['env', 'dev', '--mfa-code', '234567'],
    ['login', 'dev', '--mfa-code', '345678'],
    ['whoami', 'base'],
    ['sts', 'get-caller-identity', '--profile', 'base'],
  ])('is named once by %s', async (...args) => {
    const result = await scene.rolecall(args, { env })
    expect([result.code === 0, result.stdout]).toEqual([false, ''])
    expect(result.stderr.match(named)).toHaveLength(1)
  })

  test('is named by explain before anything is sent', async () => {
    const { stdout } = await scene.rolecall(['explain', 'dev'], { env })
    expect(stdout).toContain('requests to http://192.0.2.2:1 are not encrypted')
  })

  test('on this machine needs no warning', async () => {
    for (const url of ['http://127.0.0.1:1', 'http://localhost:1', 'http://127.8.8.8:1']) {
      const { stdout } = await scene.rolecall(['explain', 'dev'], {
        env: { AWS_ENDPOINT_URL_STS: url },
      })
      expect(stdout).not.toContain('not encrypted')
    }
  })
})

describe('another endpoint with plain http', () => {
  const FAR = 'http://192.0.2.2:1'
  const named = /requests to http:\/\/192\.0\.2\.2:1 are not encrypted: /g
  const proxy = { HTTP_PROXY: 'http://127.0.0.1:9' }
  const SSO = `sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 222222222222
sso_role_name = dev
`
  const LOGIN = 'login_session = arn:aws:sts::222222222222:assumed-role/dev/alice\n'
  let other: Scene
  beforeAll(async () => {
    other = await startScene(`[profile sso]
${SSO}
[profile sso-services]
${SSO}services = far-sso
[profile oidc-services]
${SSO}services = far-oidc
[profile sso-general]
${SSO}endpoint_url = ${FAR}
[profile console]
${LOGIN}
[profile console-services]
${LOGIN}services = far-signin
[profile role-of-sso]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = sso-services
services = far-sso
[profile far-source]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = sso-services
[services far-sso]
sso =
  endpoint_url = ${FAR}
[services far-oidc]
sso_oidc =
  endpoint_url = ${FAR}
[services far-signin]
signin =
  endpoint_url = ${FAR}
[profile container]
role_arn = arn:aws:iam::222222222222:role/nomfa
credential_source = EcsContainer
`)
  })
  afterAll(() => other[Symbol.asyncDispose]())

  test.each<[string, Record<string, string>]>([
    ['sso', { AWS_ENDPOINT_URL_SSO: FAR }],
    ['sso', { AWS_ENDPOINT_URL_SSO_OIDC: FAR }],
    ['sso', { AWS_ENDPOINT_URL: FAR }],
    ['sso-services', {}],
    ['oidc-services', {}],
    ['sso-general', {}],
    ['console', { AWS_ENDPOINT_URL_SIGNIN: FAR }],
    ['console-services', {}],
    ['role-of-sso', {}],
  ])('of profile %s with %j is named once', async (profile, variables) => {
    const env = { ...proxy, ...variables }
    const { stdout } = await other.rolecall(['explain', profile], { env })
    expect(stdout.replace(/\s+/g, ' ').match(named)).toHaveLength(1)
    if (profile === 'role-of-sso') return
    const process = await other.rolecall(['process', '--profile', profile], { env })
    expect([process.code === 0, process.stdout]).toEqual([false, ''])
    expect(process.stderr.match(named)).toHaveLength(1)
  })

  test.each<[string, Record<string, string>]>([
    ['far-source', {}],
    ['sso', {}],
    ['sso', { AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:1' }],
    ['sso-services', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
    ['console', { AWS_ENDPOINT_URL_SIGNIN: 'https://192.0.2.2' }],
    // It belongs to a service that the profile does not use.
    ['dev', { AWS_ENDPOINT_URL_SSO: FAR }],
  ])('is not used by profile %s with %j', async (profile, env) => {
    const { stdout } = await other.rolecall(['explain', profile], { env: { ...proxy, ...env } })
    expect(stdout).not.toContain('not encrypted')
  })

  test.each<[string, Record<string, string>, string]>([
    ['a variable', { AWS_ENDPOINT_URL_IAM: FAR }, ''],
    ['the profile', {}, `services = far\n[services far]\niam =\n  endpoint_url = ${FAR}\n`],
  ])('for IAM of %s is named by configure', async (_, variables, services) => {
    await using only = await startScene()
    await only.configure(`[profile base]\nregion = eu-west-1\n${services}`)
    const env = { ...only.env, ...proxy, ...variables }
    using terminal = runInTerminal('rolecall', ['configure', 'ops', '--role-arn', DEV], { env })
    await terminal.waitFor(/Source profile/)
    terminal.send('\r')
    await terminal.waitFor(/MFA device/)
    expect(terminal.transcript.replace(/\s+/g, ' ').match(named)).toHaveLength(1)
  })

  test.each([
    FAR,
    'http://169.254.170.3/',
    'http://169.254.169.254/',
    'http://127.0.0.1.example.com/',
    'http://169.254.170.2.example.com/',
    'http://[::ffff:192.0.2.2]/',
  ])('for the container is refused without a request: %s', async (url) => {
    const asked: string[] = []
    await using web = await startWebServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('{}')
    })
    const env = { HTTP_PROXY: web.url, AWS_CONTAINER_CREDENTIALS_FULL_URI: url }
    const result = await other.rolecall(['process', '--profile', 'container'], { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(
      /AWS_CONTAINER_CREDENTIALS_FULL_URI is plain HTTP to \S+, which SDKs refuse\nhint: use https/,
    )
    expect(asked).toEqual([])
  })
})

describe('the port of a sign-in', () => {
  let server: RedirectListener
  afterEach(() => server.close())

  const get = (options: RequestOptions): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(server.uri)
      request({ host: '127.0.0.1', port, ...options }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })

  test('a request without the state of the sign-in does not end it', async () => {
    server = await listenForRedirect('http://127.0.0.1/callback', 'right-state')
    for (const query of [
      '?code=evil',
      '?code=evil&state=',
      '?code=evil&state=wrong-state',
      '?code=evil&state=right-statE',
      '?code=evil&state=right-state&state=other',
      '?error=access_denied',
      '?error=access_denied&state=x',
    ]) {
      expect([query, await get({ path: `/callback${query}` })]).toEqual([query, 400])
    }
    const path = '/callback?code=good&state=right-state'
    expect(await get({ path, headers: { host: 'evil.example' } })).toBe(421)
    expect(await get({ path, method: 'POST' })).toBe(405)
    const answer = get({ path })
    const { url, show } = await server.redirect
    expect(url.searchParams.get('code')).toBe('good')
    await show({ status: 200, good: true, title: 'ok', text: 'ok' })
    expect(await answer).toBe(200)
  })

  test('is not open to other machines', async () => {
    server = await listenForRedirect('http://127.0.0.1/callback', 'state')
    const far = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')
    if (!far) return
    await expect(get({ host: far.address, path: '/callback' })).rejects.toThrow('ECONNREFUSED')
  })
})
