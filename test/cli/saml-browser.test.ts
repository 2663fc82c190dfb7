import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { isInstalled } from '../support/commands.js'
import {
  assertionCanaries,
  headlessChromium,
  ROLES,
  startSamlScene,
  type SamlScene,
} from '../support/saml-scene.js'
import { runInTerminal } from '../support/terminal.js'

const PROGRAM = ['chromium', 'google-chrome', 'chromium-browser'].find(isInstalled)
if (!PROGRAM) console.log('skipped: sign-in with a browser (no Chromium is installed)')

describe.skipIf(!PROGRAM)('sign-in with Chromium', () => {
  let scene: SamlScene
  let env: Record<string, string>
  let arrivals = 0
  // Where everything goes that the browser sends to AWS.
  const aws = createServer((socket) => {
    arrivals++
    socket.destroy()
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve))
    scene = await startSamlScene(
      (idp) => `[profile corp]
rolecall_saml_url = ${idp.url}
region = eu-west-1

[profile portal]
rolecall_saml_url = ${idp.portal}
role_arn = ${ROLES.audit}
region = eu-west-1

[profile idle]
rolecall_saml_url = ${idp.entityId.replace('127.0.0.1', 'localhost')}/idle
role_arn = ${ROLES.dev}
`,
    )
    const { port } = aws.address() as AddressInfo
    const flags = [
      '--disable-popup-blocking',
      `--host-resolver-rules=MAP *.aws.amazon.com 127.0.0.1:${port}`,
    ]
    const browser = await headlessChromium(scene, PROGRAM ?? '', flags)
    env = { ...scene.env, ROLECALL_BROWSER: browser }
  })
  afterAll(async () => {
    aws.close()
    await scene[Symbol.asyncDispose]()
  })

  const home = (...names: string[]): string => join(scene.home.path, ...names)
  const rolecall = (...args: string[]) => scene.rolecall(args, { env })
  const browserRuns = (): boolean => {
    const pid = readFileSync(home('chromium-pid'), 'utf8').trim()
    return existsSync(`/proc/${pid}/exe`)
  }

  test('ends with working credentials; the next is silent, another role needs no password', async () => {
    const first = await rolecall('env', 'corp', '--role-arn', ROLES.dev)
    expect(first.code).toBe(0)
    expect(first.stderr).toMatch(/^rolecall: sign in to 127\.0\.0\.1:\d+ in the browser window\n$/)
    const who = await rolecall('whoami', 'corp', '--role-arn', ROLES.dev)
    expect(who).toMatchObject({ code: 0, stderr: '' })
    expect(who.stdout).toContain('assumed-role/saml-dev/alice@example.com')

    const sdk = await rolecall('process', '--profile', 'portal')
    expect(sdk).toMatchObject({ code: 0, stderr: '' })
    expect(scene.idp.signIns).toBe(1)
    expect(scene.idp.issued).toHaveLength(2)
  })

  test('an assertion of almost the longest that STS takes', async () => {
    scene.idp.claims.padding = 'x'.repeat(65_000)
    const { stdout, code } = await rolecall('saml', 'corp', '--json')
    expect(code).toBe(0)
    expect(stdout).toContain(ROLES.ops)
    expect(scene.idp.issued.at(-1)?.length).toBeGreaterThan(90_000)
    delete scene.idp.claims.padding
  })

  test.each([
    ['is closed', (pid: number) => process.kill(pid), /browser was closed before/, 4],
    ['crashes', (pid: number) => process.kill(-pid, 'SIGKILL'), /browser was closed before/, 4],
  ])('that %s', async (_, end, message, status) => {
    const running = rolecall('env', 'idle')
    await started()
    end(Number(readFileSync(home('chromium-pid'), 'utf8')))
    const { stdout, stderr, code } = await running
    expect({ code, stdout }).toEqual({ code: status, stdout: '' })
    expect(stderr).toMatch(message)
    expect(browserRuns()).toBe(false)
  })

  test('Ctrl-C ends the browser too', async () => {
    using terminal = runInTerminal('rolecall', ['env', 'idle'], { env })
    await started()
    terminal.send('\u0003')
    expect((await terminal.exit).code).toBe(130)
    expect(browserRuns()).toBe(false)
  })

  test('a rolecall that is killed takes its browser along', async () => {
    using terminal = runInTerminal('rolecall', ['env', 'idle'], { env })
    await started()
    terminal.kill('SIGKILL')
    await terminal.exit
    for (let waited = 0; browserRuns() && waited < 50; waited++) await sleep(100)
    expect(browserRuns()).toBe(false)
  })

  test('nothing reached AWS, and no assertion is in an argument, a file, or the open', async () => {
    expect(arrivals).toBe(0)
    const secrets = assertionCanaries(scene.idp)
    expect(secrets.length).toBeGreaterThan(4)
    const argv = readFileSync(home('chromium-argv'), 'utf8')
    expect(argv).toContain('--remote-debugging-pipe')
    expect(secretsIn(argv, [...secrets, '127.0.0.1/sso'])).toEqual([])
    expect(await scene.home.searchFor(secrets)).toEqual([])
    expect(statSync(home('.local/state/rolecall/browser')).mode & 0o777).toBe(0o700)
  })

  /** Waits until the browser of this run shows the page of the provider. */
  async function started(): Promise<void> {
    const before = scene.idp.visits
    for (let waited = 0; scene.idp.visits === before; waited++) {
      if (waited > 100) throw new Error('the browser did not come')
      await sleep(100)
    }
  }
})
