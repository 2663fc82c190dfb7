import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { NO_CHROMIUM, startChromium } from '../support/chromium.js'
import { startFederation, type Federation } from '../support/federation.js'
import { qrCodeOn } from '../support/qr-code.js'
import { runCommand, type RunResult } from '../support/run.js'
import { NOMFA, startRoleScene } from '../support/role-scene.js'
import { answer, type Scene } from '../support/scene.js'
import { asAttacker, canPlayAttacker, NEEDS_ROOT } from '../support/second-user.js'
import { runInTerminal } from '../support/terminal.js'

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

let scene: Scene
let federation: Federation
/** All that was shown, but for URLs that were printed on request. */
let shown = ''

beforeAll(async () => {
  scene = await startRoleScene(`[profile prod]
role_arn = ${NOMFA}
source_profile = keys
region = us-east-1
`)
  federation = await startFederation(scene.sts)
  scene.env['AWS_ENDPOINT_URL_SIGNIN'] = federation.url
})
afterEach(() => {
  federation.requests.length = 0
  federation.signedIn.length = 0
  federation.fault = undefined
})
afterAll(async () => {
  await federation[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

/** Installs a browser that notes its words and its environment, and opens the page unless told. */
async function installBrowser(name: string, opens = true): Promise<string> {
  await rm(join(scene.home.path, 'opened'), { force: true })
  const open = opens ? `for last; do :; done\ncurl -sL "$last" > "$HOME/page"\n` : ''
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > "$HOME/opened"\nenv > "$HOME/browser-env"\n${open}`
  const path = await scene.home.write(`.bin/${name}`, script)
  await runCommand('chmod', ['+x', path])
  return path
}

const noted = (name: string): Promise<string> => readFile(join(scene.home.path, name), 'utf8')

async function openConsole(...args: string[]): Promise<RunResult> {
  const result = await scene.rolecall(['console', ...args])
  shown += result.stderr
  return result
}

/** The parameters of the last exchange of credentials. */
const exchanged = (): Record<string, string> | undefined =>
  federation.requests.findLast(({ params }) => params['Action'] === 'getSigninToken')?.params

describe('--print --qr', () => {
  test('shows the URL as a QR code too, if the window is large enough', async () => {
    const args = ['console', 'nomfa', '--print', '--qr']
    using terminal = runInTerminal('rolecall', args, {
      env: { ...scene.env, NO_COLOR: '1' },
      columns: 300,
      rows: 150,
    })
    await terminal.exit
    const [url = ''] = /http:\S+/.exec(terminal.transcript) ?? []
    const code = await qrCodeOn(terminal.transcript, { columns: 300, rows: 150 })
    expect(code).toBe(url)
  })

  test('says why there is none', async () => {
    const piped = await openConsole('nomfa', '--print', '--qr')
    expect(piped).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^http/) as string,
      stderr: 'rolecall: there is no terminal for the QR code\n',
    })
    using terminal = runInTerminal('rolecall', ['console', 'nomfa', '--print', '--qr'], {
      env: scene.env,
      rows: 10,
    })
    await terminal.waitFor(/too small for the QR code: it\s+needs \d+ columns and \d+ lines/)
    await terminal.exit
    expect(await openConsole('nomfa', '--qr')).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'rolecall: --qr shows a URL that is printed\nhint: add --print: rolecall console nomfa --qr --print\n',
    })
  })
})

describe('--print', () => {
  test('prints a URL that signs a browser in, in the region of the profile', async () => {
    const { code, stdout, stderr } = await openConsole('nomfa', '--print')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const page = await (await fetch(stdout.trim())).text()
    expect(page).toContain(':assumed-role/nomfa/')
    expect(federation.signedIn).toMatchObject([
      { destination: 'https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1' },
    ])
    expect(federation.requests[0]).toMatchObject({
      method: 'POST',
      url: `${federation.url}/federation`,
    })
    expect(exchanged()).toEqual({ Action: 'getSigninToken', SessionType: 'json' })
  })

  test('leads to a service, or to any path, in a region', async () => {
    const s3 = await openConsole('nomfa', '--print', '--service', 's3', '--region', 'us-east-1')
    const path = await openConsole('nomfa', '--print', '--path', '/ec2/home#Instances:')
    const pages = [s3, path].map(({ stdout }) => new URL(stdout).searchParams.get('Destination'))
    expect(pages).toEqual([
      'https://console.aws.amazon.com/s3/home?region=us-east-1',
      'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:',
    ])
  })

  test('ends another console session first with --sign-out', async () => {
    const { stdout } = await openConsole('nomfa', '--print', '--sign-out')
    expect(await (await fetch(stdout.trim())).text()).toContain(':assumed-role/nomfa/')
    expect(federation.signOuts).toBe(1)
  })

  test("opens for the role of this shell's environment", async () => {
    const env = await scene.rolecall(['env', 'nomfa', '--format', 'json'])
    const variables = JSON.parse(env.stdout) as Record<string, string>
    const result = await scene.rolecall(['console', '--print'], { env: variables })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(await (await fetch(result.stdout.trim())).text()).toContain(':assumed-role/nomfa/')
  })
})

describe('how long the session lasts', () => {
  test('--duration is for a role that a user assumes directly', async () => {
    expect(await openConsole('nomfa', '--print', '--duration', '8h')).toMatchObject({ code: 0 })
    expect(exchanged()).toMatchObject({ SessionDuration: '28800' })
  })

  test('with an MFA device the role is assumed directly, with a code', async () => {
    using terminal = runInTerminal('rolecall', ['console', 'dev', '--print', '--duration', '8h'], {
      env: { ...scene.env, NO_COLOR: '1' },
    })
    await answer(terminal, scene.sts.freshCode(scene.serial))
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(exchanged()).toMatchObject({ SessionDuration: '28800' })
  })

  test('a chained role is refused it, before AWS is asked', async () => {
    const before = scene.sts.requests.length
    const result = await openConsole('audit', '--print', '--duration', '8h', '--read-only')
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain('the console session of audit ends with its credentials')
    expect(result.stderr).toContain(
      'hint: leave it out: rolecall console audit --print --read-only\n',
    )
    expect(scene.sts.requests).toHaveLength(before)
  })

  test('13 hours are too many', async () => {
    const result = await openConsole('nomfa', '--print', '--duration', '13h')
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain('hint: a console session lasts from 15m to 12h')
  })
})

describe('the access key of a user', () => {
  test('opens nothing without a policy, and the hint does', async () => {
    const result = await openConsole('keys', '--print')
    expect(result).toMatchObject({ code: 2, stdout: '' })
    const hint = /hint: name one, for example: rolecall (.*)/.exec(result.stderr)?.[1] ?? ''
    expect(hint).toBe(`console keys --print --policy-arn ${READ_ONLY}`)
    const followed = await scene.rolecall(hint.split(' '))
    expect(followed).toMatchObject({ code: 0, stderr: '' })
    expect(await (await fetch(followed.stdout.trim())).text()).toContain(':federated-user/')
    expect(scene.sts.calls('GetFederationToken').at(-1)?.params).toMatchObject({
      'PolicyArns.member.1.arn': READ_ONLY,
    })
    expect(exchanged()).not.toHaveProperty('SessionDuration')
  })

  test('a limit holds, and is never replaced by a policy', async () => {
    const before = scene.sts.calls('GetFederationToken').length
    expect(await openConsole('keys', '--print', '--read-only')).toMatchObject({ code: 0 })
    const calls = scene.sts.calls('GetFederationToken')
    expect(calls).toHaveLength(before + 1)
    expect(calls.at(-1)?.params).toMatchObject({ 'PolicyArns.member.1.arn': READ_ONLY })
    const admin = READ_ONLY.replace('ReadOnly', 'Administrator')
    const both = await openConsole('keys', '--print', '--read-only', '--policy-arn', admin)
    expect(both).toMatchObject({ code: 2, stdout: '' })
    expect(scene.sts.calls('GetFederationToken')).toHaveLength(before + 1)
  })

  test('--duration is that of the federated user', async () => {
    const args = ['keys', '--print', '--policy-arn', READ_ONLY, '--duration', '2h']
    expect(await openConsole(...args)).toMatchObject({ code: 0 })
    expect(scene.sts.calls('GetFederationToken').at(-1)?.params).toMatchObject({
      DurationSeconds: '7200',
    })
    expect(exchanged()).not.toHaveProperty('SessionDuration')
  })

  test.each([
    ['y', 0],
    ['', 130],
  ])('a person who answers "%s" to everything gets status %i', async (reply, code) => {
    const before = scene.sts.calls('GetFederationToken').length
    using terminal = runInTerminal('rolecall', ['console', 'keys', '--print'], {
      env: { ...scene.env, NO_COLOR: '1' },
    })
    await terminal.waitFor(/everything that the user of keys may do\? \(y\/N\) /)
    terminal.send(`${reply}\r`)
    expect(await terminal.exit).toMatchObject({ code })
    expect(scene.sts.calls('GetFederationToken')).toHaveLength(code === 0 ? before + 1 : before)
  })
})

describe('the browser', () => {
  test('gets an address that is no secret, and is redirected once', async () => {
    const program = await installBrowser('plain')
    const result = await openConsole('nomfa', '--browser', program)
    expect(result).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'rolecall: the console is open in the browser\n',
    })
    const address = (await noted('opened')).trim()
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/)
    expect(await noted('page')).toContain(':assumed-role/nomfa/')
    await expect(fetch(address)).rejects.toThrow()
    expect(secretsIn(await noted('browser-env'), scene.sts.secrets())).toEqual([])
  })

  test.skipIf(NO_CHROMIUM !== undefined)('a real Chromium is signed in as the role', async () => {
    const program = await installBrowser('waiting', false)
    const running = scene.rolecall(['console', 'nomfa', '--service', 's3', '--browser', program])
    const address = await until(() => noted('opened'), /^http:/)
    const chromium = await startChromium()
    const page = await chromium.newPage()
    await page.goto(address)
    expect(await page.textContent('h1')).toContain(':assumed-role/nomfa/')
    expect(page.url()).toContain(`${federation.url}/federation?Action=login`)
    await chromium.close()
    expect(await running).toMatchObject({ code: 0 })
    expect(federation.signedIn).toMatchObject([
      { destination: 'https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1' },
    ])
  })

  test.skipIf(!canPlayAttacker)(
    `another user who reads the address gets nothing${NEEDS_ROOT}`,
    async () => {
      const program = await installBrowser('waiting', false)
      const running = scene.rolecall(['console', 'nomfa', '--browser', program])
      const address = await until(() => noted('opened'), /^http:/)
      const thief = await asAttacker(`curl -si ${address}`)
      expect(thief.stdout).toContain('403 Forbidden')
      expect(thief.stdout).not.toContain('SigninToken')
      for (const [name, init] of Object.entries(WRONG)) {
        const response = await runCommand('curl', ['-si', ...init, address])
        expect([name, /^HTTP\/1\.1 (\d+)/.exec(response.stdout)?.[1]]).toEqual([
          name,
          name.slice(0, 3),
        ])
      }
      const owner = await runCommand('curl', ['-si', address])
      expect(owner.stdout).toContain('303 See Other')
      expect(await running).toMatchObject({ code: 0 })
    },
  )

  test.each([
    [
      'firefox',
      'prod',
      '--container',
      /^--new-tab\next\+container:name=prod&color=red&icon=fingerprint&url=http%3A%2F%2F127/,
    ],
    [
      'firefox',
      'nomfa',
      '--container',
      /^--new-tab\next\+container:name=nomfa&color=(blue|turquoise|green|yellow|orange|pink|purple)&/,
    ],
    ['firefox', 'nomfa', '--private', /^--private-window\nhttp:/],
    [
      'chromium',
      'nomfa',
      '--container',
      /^--profile-directory=nomfa\n--no-first-run\n--no-default-browser-check\nhttp:/,
    ],
    ['chromium', 'nomfa', '--private', /^--incognito\nhttp:/],
    ['microsoft-edge', 'nomfa', '--private', /^--inprivate\nhttp:/],
  ])('%s opens %s with %s', async (name, profile, flag, words) => {
    // The page of a container is not a URL that curl can read.
    const program = await installBrowser(name, false)
    const running = scene.rolecall(['console', profile, '--browser', program, flag])
    const opened = await until(() => noted('opened'), words)
    const address = decodeURIComponent(/http(:|%3A).*$/m.exec(opened)?.[0] ?? '')
    await fetch(address, { redirect: 'manual' })
    expect(await running).toMatchObject({ code: 0 })
  })

  test('none is an error that says what to do', async () => {
    const result = await openConsole('nomfa')
    expect(result).toMatchObject({ code: 4, stdout: '' })
    expect(result.stderr).toBe(`rolecall: there is no browser to open
hint: open the URL that this prints in any browser within 15 minutes: rolecall console nomfa --print
`)
  })

  test.each([
    [['--browser', 'netscape'], 'no browser "netscape" is installed'],
    [['--browser', ''], 'no browser "" is installed'],
    [['--container', '--private'], '--container and --private cannot be combined'],
    [['--service', 'lamda'], 'did you mean lambda?'],
    [['--service', 's3', '--path', '/x'], '--service and --path both name a page'],
    [['--path', 'https://evil.example/'], 'is not a path of the console'],
  ])('%j is refused before AWS is asked', async (args, message) => {
    const before = scene.sts.requests.length
    const result = await openConsole('nomfa', ...args)
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(message)
    expect(scene.sts.requests).toHaveLength(before)
  })
})

describe('faults of AWS', () => {
  test.each([
    [
      'HTML, 400',
      { status: 400, body: '<html>' },
      3,
      'AWS does not open the console for these credentials (HTTP 400)',
    ],
    [
      'HTML, 503',
      { status: 503, body: '<html>' },
      1,
      'the federation endpoint of AWS failed (HTTP 503)',
    ],
    ['HTML, 200', { status: 200, body: '<html>' }, 1, 'returned no sign-in token'],
    ['an empty token', { status: 200, body: '{"SigninToken":""}' }, 1, 'returned no sign-in token'],
    [
      '2 MB',
      { status: 200, body: 'x'.repeat(2_000_000) },
      1,
      'could not be reached: the response is too large',
    ],
  ])('%s', async (_, fault, code, message) => {
    federation.fault = fault
    const result = await openConsole('nomfa', '--print')
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(message)
  })

  test('an endpoint that does not answer is named', async () => {
    const env = { AWS_ENDPOINT_URL_SIGNIN: 'http://127.0.0.1:9' }
    const result = await scene.rolecall(['console', 'nomfa', '--print'], { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('rolecall: 127.0.0.1:9 could not be reached: ')
  })

  test('no message has a secret', () => {
    expect(secretsIn(shown, scene.sts.secrets())).toEqual([])
  })
})

/** Requests that must not get the redirect, and the status that they get. */
const WRONG: Readonly<Record<string, string[]>> = {
  '405 POST': ['-X', 'POST'],
  '421 another host': ['-H', 'Host: evil.example'],
}

async function until(read: () => Promise<string>, pattern: RegExp): Promise<string> {
  for (;;) {
    const text = await read().catch(() => '')
    if (pattern.test(text)) return text.trim()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
