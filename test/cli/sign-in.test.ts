import { readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { NO_CHROMIUM, refuse, signInAs, startChromium } from '../support/chromium.js'
import {
  CLIENT_ID,
  CONFIDENTIAL,
  startOidcProvider,
  type OidcProvider,
} from '../support/oidc-provider.js'
import { newPerson, type Person } from '../support/person.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
let provider: OidcProvider
let alice: Person
/** All output except for the credentials on stdout. */
let shown = ''

beforeAll(async () => {
  provider = await startOidcProvider()
  alice = await newPerson('alice')
  scene = await startScene()
  const client = `rolecall_oidc_issuer = ${provider.issuer}\nrolecall_oidc_client_id = ${CLIENT_ID}\n`
  await scene.configure(`[profile id]
${client}rolecall_oidc_timeout = 20
[profile web]
rolecall_role_arn = arn:aws:iam::222222222222:role/web
rolecall_source_profile = id
[profile reader]
rolecall_role_arn = arn:aws:iam::222222222222:role/reader
rolecall_source_profile = id
[profile brief]
rolecall_role_arn = arn:aws:iam::222222222222:role/web
${client}rolecall_oidc_timeout = 2
[profile device]
rolecall_role_arn = arn:aws:iam::222222222222:role/web
${client}rolecall_oidc_flow = device
[profile confidential]
rolecall_role_arn = arn:aws:iam::222222222222:role/web
rolecall_oidc_issuer = ${provider.issuer}
rolecall_oidc_client_id = ${CONFIDENTIAL.id}
rolecall_oidc_client_secret = keychain
`)
  // What the person's browser would be started as: it notes what it is given.
  const browser = await scene.home.write(
    '.bin/browser',
    `#!/bin/sh\nprintf '%s\\n' "$@" >> "$HOME/opened"\nenv > "$HOME/browser-env"\n`,
  )
  await runCommand('chmod', ['+x', browser])
  scene.env['BROWSER'] = 'no-such-browser:browser %s'
  const arn = 'arn:aws:iam::222222222222:oidc-provider/id'
  const audiences = [CLIENT_ID, CONFIDENTIAL.id]
  scene.sts.model.oidcProviders.push({
    arn,
    issuer: provider.issuer,
    audiences,
    keys: provider.keys,
  })
  for (const name of ['web', 'reader']) {
    scene.sts.model.roles.push({
      arn: `arn:aws:iam::222222222222:role/${name}`,
      roleId: `AROA${name.toUpperCase()}`,
      trusts: [arn],
      maxSessionDuration: 3600,
    })
  }
})
afterEach(async () => {
  provider.tampering = {}
  provider.requests.length = 0
  scene.sts.requests.length = 0
  await rm(join(scene.home.path, 'opened'), { force: true })
  await scene.rolecall(['logout', '--all'])
})
afterAll(async () => {
  await alice[Symbol.asyncDispose]()
  await provider.close()
  await scene[Symbol.asyncDispose]()
})

/** What the browser was started with, one word a line. */
async function opened(): Promise<string[]> {
  const text = await readFile(join(scene.home.path, 'opened'), 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
}

/**
 * Runs a command at a terminal while the person uses the page that opens.
 * @param pasted text for a prompt to paste something
 */
async function atTerminal(
  args: string[],
  visit: (url: string) => Promise<unknown>,
  pasted?: string,
) {
  using terminal = runInTerminal('rolecall', args, { env: { ...scene.env, NO_COLOR: '1' } })
  if (pasted !== undefined) {
    await terminal.waitFor(/rolecall: paste .*/)
    terminal.send(`${pasted}\r`)
  }
  await expect.poll(opened, { timeout: 10_000 }).toHaveLength(1)
  const [url = ''] = await opened()
  void visit(url).catch(() => undefined)
  const { code } = await terminal.exit
  shown += terminal.transcript
  return { code, url, shown: terminal.transcript }
}

function isListening(url: string): Promise<boolean> {
  const { port } = new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('connect', () => (socket.destroy(), resolve(true)))
    socket.on('error', () => resolve(false))
  })
}

describe.skipIf(NO_CHROMIUM)('through Chromium', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await startChromium()
    page = await browser.newPage()
  })
  afterAll(() => browser?.close())

  test('a sign-in ends with working credentials; the second time is silent', async () => {
    const first = await atTerminal(['login', 'web'], (url) => signInAs(page, url, 'alice'))
    expect(first).toMatchObject({ code: 0 })
    expect(first.shown).toContain(
      `rolecall: sign in with your browser; if none opened, go to: ${first.url}`,
    )
    await page.waitForSelector('h1:has-text("You are signed in")')

    const script = 'eval "$(rolecall env web)" && rolecall whoami --json'
    const second = await runCommand('bash', ['-c', script], { env: scene.env })
    expect(second).toMatchObject({ code: 0, stderr: '' })
    expect(second.stdout).toContain('arn:aws:sts::222222222222:assumed-role/web/')
    expect(scene.sts.calls('AssumeRoleWithWebIdentity')).toHaveLength(1)
    expect(await opened()).toHaveLength(1)
    expect(await isListening(first.url)).toBe(false)
  })

  test('a refused consent is shown in the browser and in the terminal', async () => {
    const { code, shown, url } = await atTerminal(['env', 'web'], (url) => refuse(page, url))
    expect(code).toBe(1)
    expect(shown).toContain('access was denied, by you or by the provider')
    await page.waitForSelector('h1:has-text("You are not signed in")')
    expect(await isListening(url)).toBe(false)
  })

  test('the command ends although the browser was closed', async () => {
    const { code, shown, url } = await atTerminal(['env', 'brief'], async (url) => {
      const other = await browser.newPage()
      await other.goto(url, { waitUntil: 'commit' })
      await other.close()
    })
    expect(code).toBe(4)
    expect(shown).toContain('rolecall: the sign-in was not completed within 2 s')
    expect(await isListening(url)).toBe(false)
  })
})

test('a new session, and one of another role, come without a word from the refresh token', async () => {
  await atTerminal(['login', 'web'], (url) => alice.signIn(url))
  expect((await scene.rolecall(['logout', 'web'])).stderr).toBe(
    'rolecall: removed 1 cached session\n',
  )
  provider.requests.length = 0
  for (const profile of ['web', 'reader']) {
    const silent = await scene.rolecall(['process', '--profile', profile])
    expect(silent).toMatchObject({ code: 0, stderr: '' })
  }
  expect(provider.requests.filter((line) => line === 'POST /token')).toHaveLength(2)
  expect(await opened()).toHaveLength(1)
})

test('after logout --all a person is needed, and without one nothing is opened', async () => {
  await atTerminal(['login', 'web'], (url) => alice.signIn(url))
  expect((await scene.rolecall(['explain', 'reader'])).stdout).toContain(
    'rolecall would not prompt.',
  )
  const forgot = await scene.rolecall(['logout', '--all'])
  expect(forgot.stderr).toBe('rolecall: removed 1 cached session and 1 sign-in\n')
  expect((await scene.rolecall(['explain', 'web'])).stdout).toContain(
    'rolecall would ask you to sign in.',
  )
  for (const args of [
    ['process', '--profile', 'web'],
    ['process', '--profile', 'device'],
    ['env', 'web'],
    ['env', 'device', '--no-input'],
  ]) {
    const alone = await scene.rolecall(args)
    expect(alone).toMatchObject({ code: 4, stdout: '' })
    const profile = args.includes('device') ? 'device' : 'web'
    expect(alone.stderr).toBe(
      `rolecall: ${profile} needs a sign-in at ${provider.issuer}\n` +
        `hint: sign in first, in a terminal: rolecall login ${profile}\n`,
    )
    expect(alone.ms).toBeLessThan(5000)
  }
  expect(await opened()).toHaveLength(1)
})

test('a sign-in whose store cannot be opened is not said to be missing', async () => {
  const { code } = await atTerminal(['login', 'web'], (url) => alice.signIn(url))
  expect(code).toBe(0)
  for (const [env, why] of [
    [{ ROLECALL_KEY_FILE: '' }, 'the encrypted files need a key file or a passphrase'],
    [
      { ROLECALL_KEY_FILE: '', ROLECALL_PASSPHRASE: 'another' },
      'the secret is encrypted with a key file, and ROLECALL_KEY_FILE is not set',
    ],
  ] as const) {
    const locked = await scene.rolecall(['process', 'reader', '--no-input'], { env })
    expect(locked).toMatchObject({ code: 4, stdout: '' })
    expect(locked.stderr).toContain(`rolecall: ${why}: the earlier sign-in cannot be used\n`)
    expect(locked.stderr).toMatch(
      /\nhint: for the earlier one, set ROLECALL_KEY_FILE.*; or sign in/,
    )
  }
  expect(await scene.rolecall(['process', 'reader'])).toMatchObject({ code: 0, stderr: '' })
})

test('two roles at once open one window', async () => {
  using other = runInTerminal('rolecall', ['login', 'reader'], { env: scene.env })
  const { code } = await atTerminal(['login', 'web'], async (url) => {
    // Time for the second to be where the first is.
    await sleep(500)
    await alice.signIn(url)
  })
  expect(code).toBe(0)
  expect(await other.exit).toMatchObject({ code: 0 })
  expect(await opened()).toHaveLength(1)
})

test('a wrong issuer and an expired id token end in a clear error', async () => {
  for (const [tampering, message] of [
    [{ redirect: (q: URLSearchParams) => q.set('iss', 'https://x') }, 'another provider (iss)'],
    [{ idToken: (c: Record<string, unknown>) => (c['exp'] = 1) }, 'the ID token is expired'],
  ] as const) {
    provider.tampering = tampering
    const { code, shown, url } = await atTerminal(['env', 'web'], (url) => alice.signIn(url))
    expect(code).toBe(1)
    expect(shown).toContain(message)
    expect(shown).toMatch(/\nhint: ./)
    expect(await isListening(url)).toBe(false)
    await rm(join(scene.home.path, 'opened'))
  }
  expect(scene.sts.requests).toEqual([])
})

test('Ctrl-C frees the port', async () => {
  using terminal = runInTerminal('sh', ['-c', 'rolecall env web; echo "status $?"'], {
    env: scene.env,
  })
  await expect.poll(opened, { timeout: 10_000 }).toHaveLength(1)
  const [url = ''] = await opened()
  expect(await isListening(url)).toBe(true)
  terminal.send('\u0003')
  await expect.poll(() => isListening(url)).toBe(false)
})

test('the code of a device goes through a pipe in plain letters', async () => {
  const script = 'rolecall env device 2> "$HOME/errors" | cat'
  const env = { ...scene.env, BROWSER: '' }
  const running = runCommand('bash', ['-o', 'pipefail', '-c', script], { env })
  const errors = () => readFile(join(scene.home.path, 'errors'), 'utf8').catch(() => '')
  await expect.poll(errors, { timeout: 10_000 }).toContain('for you to confirm')
  const [, url = '', code = ''] = /open (\S+) and enter the code (\S+)\n/.exec(await errors()) ?? []
  await alice.confirm(url, code)
  const result = await running
  expect(result.code).toBe(0)
  expect(result.stdout).toMatch(/^export AWS_ACCESS_KEY_ID=/m)
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
  expect(await errors()).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
  shown += await errors()
})

test('a client secret is read from stdin, stored, and required if it is missing', async () => {
  const missing = await scene.rolecall(['process', '--profile', 'confidential'])
  expect(missing).toMatchObject({ code: 5, stdout: '' })
  expect(missing.stderr).toContain('rolecall login confidential --client-secret-from FILE')

  await scene.home.write('secret', CONFIDENTIAL.secret)
  const script = 'rolecall login confidential --client-secret-from - < "$HOME/secret"'
  using terminal = runInTerminal('sh', ['-c', script], { env: scene.env })
  await expect.poll(opened, { timeout: 10_000 }).toHaveLength(1)
  await alice.signIn((await opened())[0] ?? '')
  expect(await terminal.exit).toMatchObject({ code: 0 })
  await rm(join(scene.home.path, 'secret'))
  expect(await scene.home.searchFor([CONFIDENTIAL.secret])).toEqual([])

  // A store that cannot be read does not show whether the secret is in it.
  const other = { ROLECALL_KEY_FILE: await scene.home.write('other-key', 'x'.repeat(64)) }
  for (const [env, message] of [
    [other, 'the encrypted files were created with another key file\nhint: set ROLECALL_KEY_FILE'],
    [
      { ROLECALL_KEY_FILE: '' },
      'the encrypted files need a key file or a passphrase\nhint: set ROLECALL_KEY_FILE',
    ],
    [
      { ROLECALL_KEY_FILE: '', ROLECALL_PASSPHRASE: 'another' },
      'the secret is encrypted with a key file, and ROLECALL_KEY_FILE is not set\nhint: set',
    ],
    [
      { ...other, ROLECALL_STORE: 'file' },
      'the encrypted files were created with another key file\nhint: set ROLECALL_KEY_FILE',
    ],
  ] as const) {
    const locked = await scene.rolecall(['process', 'confidential', '--no-cache'], { env })
    expect(locked).toMatchObject({ code: 5, stdout: '' })
    expect(locked.stderr).toContain(`rolecall: ${message}`)
  }
})

test('a client secret that is pasted at a terminal is not shown', async () => {
  const args = ['login', 'confidential', '--client-secret-from', '-']
  const { code, shown } = await atTerminal(args, (url) => alice.signIn(url), CONFIDENTIAL.secret)
  expect(code).toBe(0)
  expect(shown).toContain('paste the client secret (it is not shown), then press Enter')
  expect(shown).not.toContain(CONFIDENTIAL.secret)
})

test('a client secret that was corrected while typing is refused, not stored with the backspace', async () => {
  const args = ['login', 'confidential', '--client-secret-from', '-']
  using terminal = runInTerminal('rolecall', args, { env: scene.env })
  await terminal.waitFor(/then press Enter/)
  terminal.send('secrt\u007Fet\r')
  expect(await terminal.exit).toMatchObject({ code: 2 })
  expect(terminal.transcript).toContain('the client secret contains a control character')
})

test('nothing that was shown, opened or written holds a token or a code', async () => {
  const { url } = await atTerminal(['login', 'web'], (url) => alice.signIn(url))
  const secrets = [...provider.secrets, ...scene.sts.secrets(), CONFIDENTIAL.secret]
  expect(provider.secrets.length).toBeGreaterThan(10)
  expect(secretsIn(shown + url + (await opened()).join(' '), secrets)).toEqual([])
  const written = await scene.home.searchFor(secrets)
  const browserEnv = await readFile(join(scene.home.path, 'browser-env'), 'utf8')
  expect(browserEnv).toContain('BROWSER=')
  expect(browserEnv).not.toMatch(/^(AWS|ROLECALL)_/m)
  expect(written.filter((file) => !file.endsWith('.aws/credentials'))).toEqual([])
})
