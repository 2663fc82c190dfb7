import { readFile, rm, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NO_CHROMIUM, startChromium } from '../support/chromium.js'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { startBrowserScene, opened, signInWith, visit } from '../support/identity-center/sign-in.js'
import { qrCodeOn } from '../support/qr-code.js'
import { isOtherProgram, run, type RunOptions, type RunResult } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const START = 'https://corp.awsapps.com/start'
const ROLES = ['admin', 'audit', 'dev']
const CONFIG = `[sso-session corp]
sso_start_url = ${START}
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
).join('')}
[profile legacy]
sso_start_url = ${START}
sso_region = eu-west-1
sso_account_id = 222222222222
sso_role_name = dev

[profile chained]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = admin
`

let scene: Scene
let server: IdentityCenter
let env: Record<string, string>

beforeAll(async () => {
  scene = await startBrowserScene(CONFIG)
})
beforeEach(async () => {
  server = await startIdentityCenter({
    assignments: [{ accountId: '222222222222', accountName: 'dev', roles: [...ROLES] }],
  })
  env = { ...scene.env, ...server.env, BROWSER: 'browser' }
})
afterEach(async () => {
  await scene.rolecall(['logout', '--all'])
  await server[Symbol.asyncDispose]()
  await rm(join(scene.home.path, 'opened'), { force: true })
  await rm(join(scene.home.path, '.aws/sso'), { recursive: true, force: true })
  await rm(join(scene.home.path, '.config'), { recursive: true, force: true })
})
afterAll(() => scene[Symbol.asyncDispose]())

const rolecall = (args: readonly string[], options: RunOptions = {}): Promise<RunResult> =>
  run(args, { ...options, env: { ...env, ...options.env } })

const signIn = (args: string[], answer?: (url: string) => Promise<unknown>) =>
  signInWith(args, scene, env, answer)

const keyId = ({ stdout }: RunResult): string =>
  (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId
const cacheFile = (id: string): string =>
  join(scene.home.path, '.aws/sso/cache', `${createHash('sha1').update(id).digest('hex')}.json`)
const tokenFile = async (id = 'corp') =>
  JSON.parse(await readFile(cacheFile(id), 'utf8')) as Record<string, string>

test('the credentials of a role, and their refusal, are in the history', async () => {
  await rm(join(scene.home.path, '.local/state/rolecall/history'), { recursive: true, force: true })
  await signIn(['login', 'dev'])
  const given = await rolecall(['process', 'dev'])
  server.assignments.length = 0
  expect(await rolecall(['process', 'audit'])).toMatchObject({ code: 3 })
  const { stdout } = await rolecall(['history', '--json'])
  const common = { operation: 'GetRoleCredentials', account: '222222222222', region: 'eu-west-1' }
  expect(JSON.parse(stdout)).toMatchObject([
    { ...common, event: 'issued', profile: 'dev', role: 'dev', accessKeyId: keyId(given) },
    { ...common, event: 'denied', profile: 'audit', role: 'audit', command: 'process' },
  ])
})

describe('a sign-in', () => {
  test('by PKCE serves every profile of the session, and is silent afterwards', async () => {
    const first = await signIn(['login', 'dev'])
    expect(first).toMatchObject({ code: 0 })
    expect(first.shown).toContain('sign in with your browser; if none opened, go to: ')
    expect(first.shown).toContain('dev: ready')
    expect(server.requests.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'POST /client/register 200',
      'GET /authorize 200',
      'POST /authorize/confirm 302',
      'POST /token 200',
      'GET /federation/credentials 200',
    ])
    server.requests.length = 0
    const hit = await rolecall(['process', '--profile', 'dev'])
    expect(hit).toMatchObject({ code: 0, stderr: '' })
    expect(server.requests).toEqual([])
    const other = await rolecall(['process', '--profile', 'audit'])
    expect(other).toMatchObject({ code: 0, stderr: '' })
    expect(server.requests.map(({ name }) => name)).toEqual(['GET /federation/credentials'])
    // The AWS CLI's files are its own, unless the user wants otherwise.
    await expect(stat(cacheFile('corp'))).rejects.toThrow('ENOENT')
    expect(await scene.home.searchFor(server.secrets)).toEqual([])
  })

  test('by device flow slows down when told to, and shows the code', async () => {
    server.behaviour.interval = 1
    const args = ['login', '--device', 'dev']
    using terminal = runInTerminal('rolecall', args, { env: { ...env, NO_COLOR: '1' } })
    await terminal.waitFor(/and check that it shows the same code/)
    const [code = ''] = server.userCodes()
    expect(terminal.transcript).toContain(`open ${server.url}/device and enter the code ${code}`)
    await expect.poll(() => server.calls('/token').length, { timeout: 5000 }).toBeGreaterThan(0)
    await visit(`${server.url}/device?user_code=${code}`)
    expect((await terminal.exit).code).toBe(0)
    expect(await qrCodeOn(terminal.transcript)).toBe(`${server.url}/device?user_code=${code}`)
    expect(await opened(scene)).toEqual([])
    expect(
      server
        .calls('/token')
        .map(({ status }) => status)
        .at(0),
    ).toBe(400)
  })

  test.each(['sso_use_device_code = true\n', ''])(
    'uses the device flow if the section says so, or without a browser: %j',
    async (key) => {
      await scene.configure(CONFIG.replace('sso_region', `${key}sso_region`))
      const plain = { ...env, NO_COLOR: '1' }
      const own = key ? plain : { ...plain, BROWSER: '', SSH_TTY: '/dev/pts/9' }
      using terminal = runInTerminal('rolecall', ['login', 'dev'], { env: own })
      await terminal.waitFor(/enter the code/)
      const [code = ''] = server.userCodes()
      await visit(`${server.url}/device?user_code=${code}`, 'no')
      expect((await terminal.exit).code).toBe(1)
      expect(terminal.transcript).toMatch(
        /sign-in at https:\/\/corp\S+ failed: access was denied\s+hint: sign in again/,
      )
      await scene.configure(CONFIG)
    },
  )

  test('whose device code expires is an error', async () => {
    server.behaviour.deviceSeconds = 2
    const result = await rolecall(['login', '--device', 'dev'])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(/(expired before it was|was not) confirmed/)
  })

  test('that the user denies in the browser is an error, there and here', async () => {
    let page = ''
    const result = await signIn(['login', 'dev'], async (url) => {
      page = await (await visit(url, 'no')).text()
    })
    expect(result).toMatchObject({ code: 1 })
    expect(result.shown).toContain(`rolecall: sign-in at ${START} failed: access was denied`)
    expect(page).toContain('You are not signed in')
  })

  test('ignores a redirect with another state', async () => {
    const result = await signIn(['login', 'dev'], async (url) => {
      const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
      redirect.search = '?state=wrong&code=stolen'
      expect((await fetch(redirect)).status).toBe(400)
      await visit(url)
    })
    expect(result).toMatchObject({ code: 0 })
  })

  test('in two tabs is one sign-in, and the second tab sees an end', async () => {
    let pages: string[] = []
    const result = await signIn(['login', 'dev'], async (url) => {
      const both = await Promise.allSettled([visit(url), visit(url)])
      const seen = both.filter((each) => each.status === 'fulfilled')
      pages = await Promise.all(seen.map(({ value }) => value.text()))
    })
    expect(result).toMatchObject({ code: 0 })
    expect(result.shown).toContain('dev: ready')
    expect(pages.filter((page) => page.includes('You are signed in'))).toHaveLength(1)
    expect(server.calls('/token')).toHaveLength(1)
    expect(await rolecall(['process', 'audit'])).toMatchObject({ code: 0, stderr: '' })
  })

  test('that is given up with the browser closed leaves nothing behind', async () => {
    const options = { env: { ...env, NO_COLOR: '1' } }
    using terminal = runInTerminal('rolecall', ['login', 'dev'], options)
    await expect.poll(() => opened(scene), { timeout: 10_000 }).toHaveLength(1)
    const [url = ''] = await opened(scene)
    await (await fetch(url)).text()
    terminal.send('\u0003')
    expect(await terminal.exit).toMatchObject({ signal: 2 })
    const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
    await expect(fetch(redirect)).rejects.toThrow()
    expect(await signIn(['login', 'dev'])).toMatchObject({ code: 0 })
  })

  test('needs a terminal: without one the error names the command', async () => {
    const result = await rolecall(['process', '--profile', 'dev'])
    expect(result).toMatchObject({ code: 4, stdout: '' })
    expect(result.stderr).toBe(
      `rolecall: dev needs a sign-in with IAM Identity Center at ${START}\nhint: sign in first, in a terminal: rolecall login dev\n`,
    )
    expect(server.requests).toEqual([])
  })

  test('with a start URL of another region says what to check', async () => {
    await scene.configure(CONFIG.replaceAll(START, 'https://other.awsapps.com/start'))
    const result = await rolecall(['login', '--device', 'dev'])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(
      /does not belong to this region\nhint: check sso_start_url and sso_region/,
    )
    await scene.configure(CONFIG)
  })

  test('of fifty processes over twelve roles happens once, and each role is fetched once', async () => {
    const roles = Array.from({ length: 12 }, (_, index) => `r${index}`)
    server.assignments[0]?.roles.push(...roles)
    const sections = roles.map(
      (role) =>
        `[profile ${role}]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = ${role}\n`,
    )
    await scene.configure(CONFIG + sections.join(''))
    const names = Array.from({ length: 50 }, (_, index) => roles[index % 12] ?? '')
    const all = names.map((name) => rolecall(['login', '--device', name], { timeoutMs: 60_000 }))
    await expect.poll(() => server.userCodes(), { timeout: 20_000 }).toHaveLength(1)
    await visit(`${server.url}/device?user_code=${server.userCodes()[0]}`)
    const results = await Promise.all(all)
    expect(results.map(({ code }) => code)).toEqual(names.map(() => 0))
    expect(server.calls('/device_authorization')).toHaveLength(1)
    expect(server.calls('/client/register')).toHaveLength(1)
    expect(server.calls('/federation/credentials')).toHaveLength(12)
    expect(server.requests.filter(({ status }) => status === 429)).toEqual([])
    await scene.configure(CONFIG)
  }, 90_000)
})

describe('after one sign-in', () => {
  const roles = Array.from({ length: 12 }, (_, index) => `r${index}`)
  const names = Array.from({ length: 50 }, (_, index) => roles[index % 12] ?? '')
  const processes = (all: readonly string[]): Promise<RunResult[]> =>
    Promise.all(all.map((name) => rolecall(['process', name], { timeoutMs: 60_000 })))

  beforeEach(async () => {
    server.assignments[0]?.roles.push(...roles)
    const sections = roles.map(
      (role) =>
        `[profile ${role}]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = ${role}\n`,
    )
    await scene.configure(CONFIG + sections.join(''))
    expect((await signIn(['login', 'dev'])).code).toBe(0)
    server.requests.length = 0
  })
  afterEach(() => scene.configure(CONFIG))

  test('fifty processes over twelve roles fetch each role once, and the next fifty none', async () => {
    const results = await processes(names)
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      names.map(() => ({ code: 0, stderr: '' })),
    )
    expect(new Set(results.map(keyId)).size).toBe(12)
    expect(server.requests.map(({ name, status }) => `${name} ${status}`)).toEqual(
      roles.map(() => 'GET /federation/credentials 200'),
    )
    expect((await processes(roles)).map(keyId)).toEqual(results.slice(0, 12).map(keyId))
    expect(server.requests).toHaveLength(12)
  }, 90_000)

  test('all are answered while other programs use up the limit of the portal', async () => {
    server.behaviour.rate = 4
    const results = await processes(roles)
    expect(results.map(({ code }) => code)).toEqual(roles.map(() => 0))
    const served = server.requests.filter(({ status }) => status === 200)
    expect(served).toHaveLength(12)
  }, 90_000)
})

test.each([-3600_000, 3600_000])('a clock that is %d ms off does no harm', async (shift) => {
  server.behaviour.clockShift = shift
  expect((await signIn(['login', 'dev'])).code).toBe(0)
  expect(await rolecall(['process', 'admin'])).toMatchObject({ code: 0, stderr: '' })
  server.requests.length = 0
  // The session is used for its hour by the clock of AWS, neither shorter nor longer.
  expect(await rolecall(['process', 'admin'])).toMatchObject({ code: 0, stderr: '' })
  expect(server.requests).toEqual([])
  const listed = JSON.parse((await rolecall(['list', '--json'])).stdout) as {
    profile: string
    secondsLeft?: number
  }[]
  const { secondsLeft = 0 } = listed.find(({ profile }) => profile === 'admin') ?? {}
  expect(Math.abs(secondsLeft - 3600)).toBeLessThan(60)
})

test('offline, what is cached and remembered works, and the rest says why not', async () => {
  await signIn(['login', 'dev'])
  const listed = await rolecall(['accounts', '--json'])
  await server[Symbol.asyncDispose]()
  expect(await rolecall(['process', 'dev'])).toMatchObject({ code: 0, stderr: '' })
  expect(await rolecall(['accounts', '--json'])).toMatchObject({ code: 0, stdout: listed.stdout })
  const calls = [['process', 'audit'], ['accounts', '--refresh'], ['populate']]
  for (const result of await Promise.all(calls.map((args) => rolecall(args)))) {
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(
      /^rolecall: cannot reach 127\.0\.0\.1:\d+: .*\nhint: check the net/m,
    )
  }
  expect((await rolecall(['accounts', '--json'])).stdout).toBe(listed.stdout)
  expect(await readFile(join(scene.home.path, '.aws/config'), 'utf8')).toBe(CONFIG)
})

describe('an access token', () => {
  test('is renewed without the user, and the role sessions stay', async () => {
    await signIn(['login', 'dev'])
    server.expireTokens()
    server.requests.length = 0
    const renewed = await rolecall(['process', '--profile', 'audit'])
    expect(renewed).toMatchObject({ code: 0, stderr: '' })
    expect(server.requests.map(({ name, status }) => `${name} ${status}`)).toEqual([
      // The launcher becomes the program, which asks again.
      ...(isOtherProgram ? ['GET /federation/credentials 401'] : []),
      'GET /federation/credentials 401',
      'POST /token 200',
      'GET /federation/credentials 200',
    ])
    server.requests.length = 0
    expect(await rolecall(['process', '--profile', 'dev'])).toMatchObject({ code: 0, stderr: '' })
    expect(await rolecall(['process', '--profile', 'audit'])).toMatchObject({ code: 0, stderr: '' })
    expect(server.requests).toEqual([])
  })

  test('is renewed again and again if the answers have no refresh token', async () => {
    server.behaviour.refresh = 'is-absent'
    server.behaviour.accessSeconds = 6
    await signIn(['login', 'dev'])
    for (const name of ['audit', 'admin']) {
      server.expireTokens()
      const result = await rolecall(['process', '--profile', name])
      expect(result).toMatchObject({ code: 0, stderr: '' })
    }
    expect(server.calls('/client/register')).toHaveLength(1)
    expect(server.calls('/token').map(({ body }) => body['grantType'])).toContain('refresh_token')
  })

  test('that was revoked leads to a new sign-in', async () => {
    await signIn(['login', 'dev'])
    server.endSessions()
    const refused = await rolecall(['process', '--profile', 'audit'])
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toMatch(/hint: sign in first, in a terminal: rolecall login audit\n$/)
    const again = await signIn(['login', 'audit'])
    expect(again).toMatchObject({ code: 0 })
    // The registration is used again.
    expect(server.calls('/client/register')).toHaveLength(1)
  })

  test('of another start URL is not used after the section was edited', async () => {
    await signIn(['login', 'dev'])
    await scene.configure(CONFIG.replaceAll(START, 'https://other.awsapps.com/start'))
    const result = await rolecall(['process', '--profile', 'audit'])
    expect(result).toMatchObject({ code: 4, stdout: '' })
    await scene.configure(CONFIG)
  })

  test('with a role that is not assigned is refused with what to check', async () => {
    await signIn(['login', 'dev'])
    const [account] = server.assignments
    if (account) account.roles = ['dev']
    const result = await rolecall(['process', '--profile', 'audit'])
    expect(result).toMatchObject({ code: 3, stdout: '' })
    expect(result.stderr).toMatch(
      /^rolecall: IAM Identity Center does not give you the role audit in 222222222222: No access\nhint: check sso_account_id and sso_role_name/,
    )
  })
})

describe("the AWS CLI's file", () => {
  const live = (token: string, more: object = {}): string =>
    JSON.stringify({
      startUrl: START,
      region: 'eu-west-1',
      accessToken: token,
      expiresAt: new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+/, ''),
      ...more,
    })

  test('is written under sso_cache = shared, as its readers want it', async () => {
    await scene.home.write('.config/rolecall/settings.ini', 'sso_cache = shared\n')
    await signIn(['login', 'dev'])
    const text = await readFile(cacheFile('corp'), 'utf8')
    const token = JSON.parse(text) as Record<string, string>
    expect(Object.keys(token)).toEqual([
      ...['startUrl', 'region', 'accessToken', 'expiresAt', 'clientId', 'clientSecret'],
      ...['registrationExpiresAt', 'refreshToken'],
    ])
    expect(token['expiresAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(text).toContain('"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1"')
    expect((await stat(cacheFile('corp'))).mode & 0o777).toBe(0o600)
    server.expireTokens()
    expect(await rolecall(['process', '--profile', 'audit'])).toMatchObject({ code: 0, stderr: '' })
    expect((await tokenFile())['accessToken']).not.toBe(token['accessToken'])
    // The key of dev's session has not changed.
    server.requests.length = 0
    await rolecall(['process', '--profile', 'dev'])
    expect(server.requests).toEqual([])
    await rolecall(['logout', '--all'])
    await expect(stat(cacheFile('corp'))).rejects.toThrow('ENOENT')
    expect(server.calls('/logout').map(({ status }) => status)).toEqual([200])
  })

  test('is used and renewed in place, with members that rolecall does not know', async () => {
    await scene.home.write('.config/rolecall/settings.ini', 'sso_cache = shared\n')
    await signIn(['login', 'dev'])
    await rm(join(scene.home.path, '.config'), { recursive: true })
    const token: Record<string, unknown> = { ...(await tokenFile()), other: { kept: 'é' } }
    await rm(join(scene.home.path, '.local/state/rolecall'), { recursive: true })
    await scene.home.write(
      cacheFile('corp').slice(scene.home.path.length + 1),
      JSON.stringify(token),
    )
    server.expireTokens()
    expect(await rolecall(['process', '--profile', 'dev'])).toMatchObject({ code: 0, stderr: '' })
    const renewed: Record<string, unknown> = await tokenFile()
    expect(renewed).toMatchObject({ other: { kept: 'é' }, clientId: token['clientId'] })
    expect(renewed['refreshToken']).not.toBe(token['refreshToken'])
  })

  test('that another tool has robbed of its refresh token does not end the sign-in', async () => {
    await scene.home.write('.config/rolecall/settings.ini', 'sso_cache = shared\n')
    await signIn(['login', 'dev'])
    const past = {
      ...(await tokenFile()),
      refreshToken: undefined,
      expiresAt: '2026-01-01T00:00:00Z',
    }
    await scene.home.write(
      cacheFile('corp').slice(scene.home.path.length + 1),
      JSON.stringify(past),
    )
    server.expireTokens()
    expect(await rolecall(['process', '--profile', 'audit'])).toMatchObject({ code: 0, stderr: '' })
    expect(await tokenFile()).toHaveProperty('refreshToken')
  })

  test.each(['', '{"accessToken": "a', '[]', '{"clientId":"x"}', '{"accessToken":1}'])(
    'that is torn is no sign-in and no crash: %j',
    async (text) => {
      await scene.home.write(cacheFile('corp').slice(scene.home.path.length + 1), text)
      const result = await rolecall(['process', '--profile', 'dev'])
      expect(result).toMatchObject({ code: 4, stdout: '' })
      expect(result.stderr).toContain('needs a sign-in with IAM Identity Center')
    },
  )

  test('with a dead token is replaced by the sign-in that follows, and whose sessions are told apart', async () => {
    await scene.home.write(cacheFile('corp').slice(scene.home.path.length + 1), live('dead'))
    const first = await signIn(['login', 'dev'])
    expect(first).toMatchObject({ code: 0 })
    server.requests.length = 0
    expect(await rolecall(['process', '--profile', 'dev'])).toMatchObject({ code: 0, stderr: '' })
    expect(server.requests).toEqual([])
    // `aws sso login` as someone else: another identity, which must not get alice's session.
    const bob = live(server.signedIn('bob'))
    await scene.home.write(cacheFile('corp').slice(scene.home.path.length + 1), bob)
    expect(await rolecall(['process', '--profile', 'dev'])).toMatchObject({ code: 0, stderr: '' })
    expect(server.calls('/federation/credentials')).toHaveLength(1)
    // When bob's has ended, alice's sign-in is still there, with her session.
    await rm(cacheFile('corp'))
    expect(await rolecall(['process', '--profile', 'dev'])).toMatchObject({ code: 0, stderr: '' })
    expect(server.calls('/federation/credentials')).toHaveLength(1)
  })
})

test('a role chain starts from a role of IAM Identity Center, with a session policy', async () => {
  await signIn(['login', 'admin'])
  const explained = await rolecall(['explain', 'chained', '--json', '--policy', '{}'])
  const plan = JSON.parse(explained.stdout) as { steps: { operation: string; input: object }[] }
  expect(plan).toMatchObject({ source: { kind: 'sso', roleName: 'admin' } })
  expect(plan.steps.map(({ operation }) => operation)).toEqual(['AssumeRole'])
  expect(plan.steps[0]?.input).toMatchObject({ DurationSeconds: 3600, Policy: '{}' })
})

describe('signing out', () => {
  test('ends the sign-in at AWS and here', async () => {
    await signIn(['login', 'dev'])
    const result = await rolecall(['logout', '--sign-out', 'dev'])
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toBe('rolecall: removed 1 cached session and 1 sign-in\n')
    expect(server.calls('/logout')).toHaveLength(1)
    expect(await rolecall(['process', '--profile', 'dev'])).toMatchObject({ code: 4 })
    const again = await rolecall(['logout', '--sign-out', 'dev'])
    expect(again.stderr).toBe('rolecall: nothing to do: no cached session for dev\n')
  })

  test('works offline, and says so', async () => {
    await signIn(['login', 'dev'])
    const offline = { AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9' }
    const result = await rolecall(['logout', '--all'], { env: offline })
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toMatch(/corp: signed out here only: cannot reach 127\.0\.0\.1:9/)
    expect(await rolecall(['process', '--profile', 'dev'])).toMatchObject({ code: 4 })
  })
})

test('explain says when a sign-in is due', async () => {
  const before = await rolecall(['explain', 'dev'])
  expect(before.stdout).toContain('rolecall would ask you to sign in to IAM Identity Center.')
  await signIn(['login', 'audit'])
  const after = await rolecall(['explain', 'dev'])
  expect(after.stdout).toContain('rolecall would not prompt.')
})

describe.skipIf(NO_CHROMIUM)('through Chromium', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await startChromium()
    page = await browser.newPage()
  })
  afterAll(() => browser?.close())

  test('a sign-in ends with working credentials', async () => {
    const result = await signIn(['login', 'dev'], async (url) => {
      await page.goto(url)
      await page.click('button[value=yes]')
      await page.waitForSelector('h1:has-text("You are signed in")')
    })
    expect(result).toMatchObject({ code: 0 })
    expect(keyId(await rolecall(['process', '--profile', 'dev']))).toMatch(/^ASIA/)
  })
})
