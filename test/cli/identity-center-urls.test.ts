import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeCertificate, type Certificate } from '../support/certificate.js'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { startBrowserScene, signInWith } from '../support/identity-center/sign-in.js'
import { startProxy } from '../support/proxy.js'
import { run, type RunResult } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import { startWebServer, type WebServer } from '../support/web-server.js'

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')

/** Where a company's own address leads: the answer to a method. */
type Answers = Record<string, { status: number; location?: string }>

let scene: Scene
let certificate: Certificate

beforeAll(async () => {
  scene = await startBrowserScene()
  const domains = ['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'api.aws']
  const regions = ['eu-west-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1']
  const hosts = domains.flatMap((domain) =>
    regions.flatMap((region) => [
      `*.${region}.${domain}`,
      `*.sso.${region}.${domain}`,
      `*.sso-fips.${region}.${domain}`,
    ]),
  )
  certificate = makeCertificate(scene.home.path, 'start.example.test', ...hosts)
})
afterAll(() => scene[Symbol.asyncDispose]())

/** The sign-in of a start URL, as the AWS CLI would have left it. */
const remember = (id: string, token: object): Promise<string> =>
  scene.home.write(`.aws/sso/cache/${sha1(id)}.json`, JSON.stringify(token))

const inSeconds = (seconds: number): string =>
  new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, '')

describe("a company's own address", () => {
  let server: IdentityCenter
  let address: WebServer
  let startUrl: string
  let env: Record<string, string>
  let answers: Answers
  let methods: string[]

  beforeEach(async () => {
    methods = []
    server = await startIdentityCenter()
    address = await startWebServer((request, response) => {
      methods.push(request.method ?? '')
      const { status, location } = answers[request.method ?? ''] ?? { status: 405 }
      response.writeHead(status, location === undefined ? {} : { location })
      response.end()
    }, certificate)
    startUrl = `${address.url}/start`
    env = { ...scene.env, ...server.env, AWS_CA_BUNDLE: certificate.path }
    await scene.configure(
      `[sso-session corp]\nsso_start_url = ${startUrl}\nsso_region = eu-west-1\n\n` +
        '[profile dev]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = dev\n',
    )
  })
  afterEach(async () => {
    await run(['logout', '--all'], { env })
    await address[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await rm(join(scene.home.path, '.local/state/rolecall'), { recursive: true, force: true })
  })

  test.each<[string, Answers, string[]]>([
    ['by HEAD', { HEAD: { status: 302, location: '$AWS' } }, ['HEAD']],
    ['by GET only', { GET: { status: 301, location: '$AWS' } }, ['HEAD', 'GET']],
  ])('leads to the portal %s; the files have it as it is written', async (_, by, asked) => {
    answers = JSON.parse(JSON.stringify(by).replace('$AWS', server.startUrl)) as Answers
    await scene.home.write('.config/rolecall/settings.ini', 'sso_cache = shared\n')
    expect(await signInWith(['login', 'dev'], scene, env)).toMatchObject({ code: 0 })
    await rm(join(scene.home.path, '.config/rolecall'), { recursive: true })
    expect(methods).toEqual(asked)
    expect(server.calls('/client/register')[0]?.body['issuerUrl']).toBe(server.startUrl)
    const file = join(scene.home.path, `.aws/sso/cache/${sha1('corp')}.json`)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      ...{ startUrl, region: 'eu-west-1' },
    })
    server.expireTokens()
    const listed = await run(['accounts', '--json'], { env })
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    // Only the user's sign-in needs the address.
    expect(methods).toEqual(asked)
  })

  test.each<[string, Answers, string]>([
    [
      'to another company',
      { HEAD: { status: 302, location: 'https://awsapps.com.example.test/start' } },
      'it redirects to https://awsapps.com.example.test/start',
    ],
    [
      'out of https',
      { HEAD: { status: 302, location: 'http://corp.awsapps.com/start' } },
      'it redirects to http://corp.awsapps.com/start',
    ],
    [
      'nowhere',
      { HEAD: { status: 501 }, GET: { status: 200 } },
      'it answers with status 200 and does not redirect',
    ],
  ])('that leads %s is refused', async (_, by, words) => {
    answers = by
    const result = await run(['login', '--device', 'dev'], { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toBe(
      `rolecall: ${startUrl} does not lead to an access portal of AWS: ${words}\nhint: check sso_start_url; the access portal shows it under "Access keys"\n`,
    )
    expect(server.requests).toEqual([])
  })

  test('of another region names the line to change; without a line its region is used', async () => {
    const portal = 'https://ssoins-1a2b.portal.us-east-1.app.aws/start'
    answers = { HEAD: { status: 302, location: portal } }
    const result = await run(['login', '--device', 'dev'], { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toBe(
      `rolecall: ${startUrl} is in us-east-1, but sso_region is eu-west-1\nhint: run rolecall configure --sso-session corp --sso-region us-east-1 --yes\n`,
    )
    const before = await readFile(join(scene.home.path, '.aws/config'), 'utf8')
    expect(await run(commandIn(result.stderr), { env })).toMatchObject({ code: 0, stdout: '' })
    const after = before.replace('sso_region = eu-west-1', 'sso_region = us-east-1')
    expect(await readFile(join(scene.home.path, '.aws/config'), 'utf8')).toBe(after)
    // Past the check: the sign-in there begins, at a server that has another start URL.
    const again = await run(['login', '--device', 'dev'], { env })
    expect(again.stderr).toContain('the start URL does not belong to this region')
    await scene.configure('')
    const listing = ['accounts', startUrl, '--device', '--sso-region', 'eu-west-1']
    expect((await run(listing, { env })).stderr).toContain(
      `\nhint: run rolecall accounts ${startUrl} --sso-region us-east-1\n`,
    )
    await scene.configure(
      `[profile old]\nsso_start_url = ${startUrl}\nsso_region = eu-west-1\n` +
        'sso_account_id = 222222222222\nsso_role_name = dev\n',
    )
    expect((await run(['login', '--device', 'old'], { env })).stderr).toContain(
      '\nhint: run aws configure set sso_region us-east-1 --profile old\n',
    )
    await scene.configure('')
    const token = { accessToken: server.signedIn('alice'), expiresAt: inSeconds(3600) }
    await remember(startUrl, { startUrl, region: 'us-east-1', ...token })
    const listed = await run(['accounts', startUrl, '--json'], { env })
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    expect(listed.stdout).toContain('"name":"dev/dev"')
    expect(await run(['process', 'dev/dev'], { env })).toMatchObject({ code: 0, stderr: '' })
    // The remembered list has the region.
    await address[Symbol.asyncDispose]()
    expect((await run(['accounts', startUrl, '--json'], { env })).stdout).toBe(listed.stdout)
  })
})

/** The words of the rolecall command in a hint. */
const commandIn = (stderr: string): string[] =>
  (/^hint: run rolecall (.*)$/m.exec(stderr)?.[1] ?? '').split(' ')

describe('the endpoints of', () => {
  const ROLE = 'sso_account_id = 222222222222\nsso_role_name = dev\n'

  test.each<[string, string, string, string, string, string]>([
    [
      ...['GovCloud', 'https://start.us-gov-home.awsapps.com/directory/corp', 'us-gov-west-1', ''],
      ...['oidc.us-gov-west-1.amazonaws.com', 'portal.sso.us-gov-west-1.amazonaws.com'],
    ],
    [
      ...['GovCloud with FIPS', 'https://start.us-gov-home.awsapps.com/directory/d-1'],
      ...['us-gov-west-1', 'use_fips_endpoint = true\n'],
      ...['oidc.us-gov-west-1.amazonaws.com', 'portal.sso.us-gov-west-1.amazonaws.com'],
    ],
    [
      ...['China', 'https://start.home.awsapps.cn/directory/d-1', 'cn-north-1', ''],
      ...['oidc.cn-north-1.amazonaws.com.cn', 'portal.sso.cn-north-1.amazonaws.com.cn'],
    ],
    [
      ...['the European cloud', 'https://x.portal.amazonaws.eu/start', 'eusc-de-east-1', ''],
      ...['oidc.eusc-de-east-1.amazonaws.eu', 'portal.sso.eusc-de-east-1.amazonaws.eu'],
    ],
    [
      ...['a dual-stack portal', 'https://ssoins-1.portal.eu-west-1.app.aws', 'eu-west-1', ''],
      ...['oidc.eu-west-1.api.aws', 'portal.sso.eu-west-1.amazonaws.com'],
    ],
    [
      ...['dual-stack and FIPS', 'https://corp.awsapps.com/start', 'eu-west-1'],
      'use_fips_endpoint = true\nuse_dualstack_endpoint = true\n',
      ...['oidc-fips.eu-west-1.api.aws', 'portal.sso-fips.eu-west-1.api.aws'],
    ],
  ] as [string, string, string, string, string, string][])(
    '%s',
    async (_, startUrl, region, more, ...hosts) => {
      await using server = await startIdentityCenter({ startUrl, tls: certificate })
      await using proxy = await startProxy({ host: '127.0.0.1', port: server.port })
      await scene.configure(
        `[profile dev]\nsso_start_url = ${startUrl}\nsso_region = ${region}\n${ROLE}${more}`,
      )
      // It is about to expire, so that rolecall tries to renew it.
      await remember(startUrl, {
        ...{ startUrl, region, accessToken: server.signedIn('alice'), expiresAt: inSeconds(120) },
        ...{ clientId: 'x', clientSecret: 'x', refreshToken: 'x' },
        registrationExpiresAt: inSeconds(3600),
      })
      const own = { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: certificate.path }
      const env = { ...scene.env, AWS_ENDPOINT_URL_STS: '', ...own }
      const result: RunResult = await run(['process', 'dev'], { env })
      expect(result).toMatchObject({ code: 0, stderr: '' })
      expect([...new Set(proxy.requests)]).toEqual(hosts.map((host) => `${host}:443`))
    },
  )
})
