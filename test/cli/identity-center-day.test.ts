import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/commands.js'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { startBrowserScene, opened, visit } from '../support/identity-center/sign-in.js'
import { run } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import { startShell } from '../support/shell.js'
import { runInTerminal } from '../support/terminal.js'

const CORP = 'https://corp.awsapps.com/start'
const SECTION = `[sso-session corp]
sso_start_url = ${CORP}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`
const CONFIG = `[default]
region = eu-west-1

${SECTION}`

/** What a person types in the picker to find one of 27 roles. */
const TYPED = 'pay prod read'
const WHO = 'aws sts get-caller-identity --query Arn --output text'

let scene: Scene
let server: IdentityCenter
let env: Record<string, string>

beforeAll(async () => {
  scene = await startBrowserScene()
  const names = ['search', 'data-lake', 'pay'].flatMap((team) =>
    ['dev', 'test', 'prod'].map((stage) => `${team}-${stage}`),
  )
  server = await startIdentityCenter({
    assignments: names.map((accountName, index) => ({
      accountId: String(222222222222 + index),
      accountName,
      roles: ['Admin', 'Deploy', 'ReadOnly'],
    })),
    issue(account, role, seconds) {
      const { accessKeyId, secretAccessKey, sessionToken } = scene.sts.instanceSession(
        `arn:aws:iam::222222222222:role/${account === '222222222230' && role === 'ReadOnly' ? 'dev' : 'admin'}`,
        seconds,
      )
      const expiration = Date.now() + seconds * 1000
      return { accessKeyId, secretAccessKey, sessionToken, expiration }
    },
  })
  env = { ...scene.env, ...server.env, BROWSER: 'browser', NO_COLOR: '1' }
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const config = (): Promise<string> => readFile(join(scene.home.path, '.aws/config'), 'utf8')

test('configure offers IAM Identity Center, signs in, and writes a profile for each role', async () => {
  await scene.configure('')
  using terminal = runInTerminal('rolecall', ['configure'], { env })
  await terminal.waitFor(/IAM Identity Center/)
  terminal.send('\u001B[B\r')
  await terminal.waitFor(/Name of your choice/)
  terminal.send('corp\r')
  await terminal.waitFor(/Start URL/)
  terminal.send(`${CORP}\r`)
  await terminal.waitFor(/Region of IAM Identity Center/)
  terminal.send('eu-west-1\r')
  await terminal.waitFor(/Default region of your roles/)
  terminal.send('\r')
  await terminal.waitFor(/Write this to/)
  terminal.send('\r')
  await terminal.waitFor(/Sign in now[^]*no, later/)
  expect(await config()).toBe(SECTION)
  terminal.send('\u001B[B\r')
  await expect.poll(() => opened(scene), { timeout: 10_000 }).toHaveLength(1)
  await visit((await opened(scene))[0] ?? '')
  expect((await terminal.exit).code).toBe(0)
  expect((await config()).match(/^\[profile /gm)).toHaveLength(27)
  expect((await config()).startsWith(SECTION)).toBe(true)
})

describe.skipIf(!isInstalled('aws')).each(['bash', 'zsh'] as const)('in %s', (shell) => {
  test('use, a few letters and Enter: the AWS CLI is that role, without any profile', async () => {
    await scene.configure(CONFIG)
    expect(await run(['accounts'], { env })).toMatchObject({ code: 0, stderr: '' })
    using session = await startShell(scene, shell, { env })
    const { terminal } = session
    terminal.send('rolecall use\r')
    await terminal.waitFor(/esc cancel/)
    terminal.send(TYPED)
    await terminal.waitFor(/❯ pay prod read\s[^]*❯ ! pay-prod\/ReadOnly/)
    terminal.send('\r')
    await session.ready()
    expect(await session.output(WHO)).toContain('assumed-role/dev/')
    expect(await config()).toBe(CONFIG)
    // By name, as TAB completes it.
    await session.run('rolecall use pay-dev/Admin')
    expect(await session.output(WHO)).toContain('assumed-role/admin/')
  })
})
