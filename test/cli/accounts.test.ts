import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { startBrowserScene, signInWith } from '../support/identity-center/sign-in.js'
import { run, type RunOptions, type RunResult } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const CONFIG = `[default]
region = eu-central-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
`
const TWO_SESSIONS = `${CONFIG}
[sso-session two]
sso_start_url = https://two.awsapps.com/start
sso_region = eu-west-1

[profile dev]
sso_session = two
sso_account_id = 222222222222
sso_role_name = Read
`
const ASSIGNED = [
  {
    accountId: '222222222222',
    accountName: 'dev',
    emailAddress: 'dev@x',
    roles: ['Admin', 'Read'],
  },
  { accountId: '333333333333', accountName: 'pay/prod é', roles: ['Read'] },
  { accountId: '444444444444', accountName: 'twin', roles: ['Read'] },
  { accountId: '555555555555', accountName: 'twin', roles: ['Read'] },
  { accountId: '666666666666', roles: ['Read'] },
]

let scene: Scene
let server: IdentityCenter
let env: Record<string, string>

beforeAll(async () => {
  scene = await startBrowserScene(CONFIG)
})
beforeEach(async () => {
  server = await startIdentityCenter({ assignments: structuredClone(ASSIGNED) })
  env = { ...scene.env, ...server.env }
})
afterEach(async () => {
  await scene.rolecall(['logout', '--all'])
  await server[Symbol.asyncDispose]()
  await rm(join(scene.home.path, '.local/state/rolecall'), { recursive: true, force: true })
})
afterAll(() => scene[Symbol.asyncDispose]())

const rolecall = (args: readonly string[], options: RunOptions = {}): Promise<RunResult> =>
  run(args, { ...options, env: { ...env, ...options.env } })
const signIn = (args: string[]) => signInWith(args, scene, env)
const asked = (): string[] => server.requests.map(({ name }) => name)

describe('accounts', () => {
  test('lists every role by a name that can be used, and remembers the list', async () => {
    expect((await signIn(['accounts'])).code).toBe(0)
    server.requests.length = 0
    const result = await rolecall(['accounts'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).toBe(
      `NAME               ACCOUNT       ROLE   EMAIL
666666666666/Read  666666666666  Read
dev/Admin          222222222222  Admin  dev@x
dev/Read           222222222222  Read   dev@x
pay/prod é/Read    333333333333  Read
444444444444/Read  444444444444  Read
555555555555/Read  555555555555  Read
`,
    )
    expect(asked()).toEqual([])
    const filtered = await rolecall(['accounts', 'corp', '--account', 'PAY', '--json'])
    expect(JSON.parse(filtered.stdout)).toEqual([
      {
        name: 'pay/prod é/Read',
        account: '333333333333',
        accountName: 'pay/prod é',
        role: 'Read',
      },
    ])
    server.assignments.pop()
    const fresh = await rolecall(['accounts', '--refresh', '--role', 'read', '--json'])
    expect(JSON.parse(fresh.stdout)).toHaveLength(4)
  })

  test.each(['AWS_PROFILE', 'ROLECALL_PROFILE', 'AWS_DEFAULT_PROFILE'])(
    'of two sessions it takes that of the profile in %s',
    async (variable) => {
      const file = await scene.home.write('two-sessions', TWO_SESSIONS)
      const options = { env: { AWS_CONFIG_FILE: file, [variable]: 'dev' } }
      expect(await rolecall(['accounts', '--no-input'], options)).toMatchObject({
        code: 4,
        stderr: expect.stringMatching(/^rolecall: two needs a sign-in /) as string,
      })
    },
  )

  test('stays below the limit of the portal, near its minimum, and shows a bar', async () => {
    server.assignments.splice(
      0,
      Infinity,
      ...Array.from({ length: 60 }, (_, index) => ({
        accountId: String(100_000_000_000 + index),
        accountName: `account ${index}`,
        roles: ['a', 'b', 'c', 'd'],
      })),
    )
    const { code, shown } = await signIn(['accounts'])
    expect(code).toBe(0)
    expect(shown).toMatch(/━+─* roles of \d+ of 60 accounts/)
    using terminal = runInTerminal('rolecall', ['accounts'], {
      env: { ...env, NO_COLOR: '1' },
      isWhole: true,
    })
    expect((await terminal.exit).code).toBe(0)
    expect(terminal.transcript).toMatch(/240 roles in 60 accounts, as of /)
    const listing = server.requests.filter(({ name }) => name.startsWith('GET /assignment'))
    expect(listing.filter(({ status }) => status === 429)).toEqual([])
    expect(listing).toHaveLength(61)
  })

  test('of two at once one asks, and with other processes they stay below the limit', async () => {
    const roles = Array.from({ length: 15 }, (_, index) => `r${index}`)
    server.assignments.splice(
      0,
      Infinity,
      ...Array.from({ length: 30 }, (_, index) => ({
        accountId: String(100_000_000_000 + index),
        roles,
      })),
    )
    await signIn(['login', '100000000000/r0'])
    const asWell = roles.slice(1).map((role) => ['process', `100000000000/${role}`])
    const listings = [['accounts', '--json'], ['accounts', '--refresh', '--json'], ['populate']]
    const results = await Promise.all([...listings, ...asWell].map((args) => rolecall(args)))
    expect(results.map(({ code }) => code)).toEqual(results.map(() => 0))
    expect(results[0]?.stdout).toBe(results[1]?.stdout)
    expect(server.requests.filter(({ status }) => status === 429)).toEqual([])
    expect(server.calls('/assignment/roles')).toHaveLength(30)
    expect(server.calls('/federation/credentials')).toHaveLength(15)
    await scene.configure(CONFIG)
  }, 60_000)

  test('10,000 roles on many pages become profiles, names and a table', async () => {
    server.assignments.splice(
      0,
      Infinity,
      ...Array.from({ length: 25 }, (_, index) => ({
        accountId: String(100_000_000_000 + index),
        accountName: `a${index}`,
        roles: Array.from({ length: 400 }, (_, role) => `r${role}`),
      })),
    )
    expect(await signIn(['populate'])).toMatchObject({ code: 0 })
    expect(server.calls('/assignment/roles')).toHaveLength(100)
    const listed = await rolecall(['accounts'])
    expect(listed.stdout.match(/\n/g)).toHaveLength(10_001)
    for (const name of ['a24-r399', 'a24/r398']) {
      expect(await rolecall(['process', name])).toMatchObject({ code: 0, stderr: '' })
    }
    expect((await rolecall(['populate', '--remove'])).code).toBe(0)
    expect(await readFile(join(scene.home.path, '.aws/config'), 'utf8')).toBe(CONFIG)
  }, 60_000)

  test('retries when other programs use up the limit', async () => {
    await signIn(['accounts'])
    server.behaviour.rate = 3
    const result = await rolecall(['accounts', '--refresh', '--json'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(server.requests.some(({ status }) => status === 429)).toBe(true)
  })

  test.each<[string[], number, RegExp]>([
    [['nope'], 2, /nope is neither an sso-session nor a profile/],
    [
      ['https://x.awsapps.com/start'],
      2,
      /the region of https:\S+ is not known\nhint: add --sso-region/,
    ],
    [
      ['corp', '--no-input'],
      4,
      /needs a sign-in .*\nhint: sign in first, in a terminal: rolecall accounts corp\n$/,
    ],
  ])('%j is an error with the next step', async (args, code, words) => {
    const result = await rolecall(['accounts', ...args])
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(words)
  })
})

describe('ACCOUNT/ROLE stands where a profile may', () => {
  const keyId = ({ stdout }: RunResult): string =>
    (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId

  test('by number without a list, by name with one; both are one session', async () => {
    const first = await signIn(['login', '222222222222/Admin'])
    expect(first).toMatchObject({ code: 0 })
    await rolecall(['accounts'])
    server.requests.length = 0
    const byNumber = await rolecall(['process', '--profile', '222222222222/Admin'])
    const byName = await rolecall(['process', '--profile', 'dev/Admin'])
    const inAnyCase = await rolecall(['process', 'DEV/admin'])
    expect([byNumber, byName, inAnyCase].map(({ stderr }) => stderr)).toEqual(['', '', ''])
    expect(keyId(byName)).toBe(keyId(byNumber))
    expect(keyId(inAnyCase)).toBe(keyId(byNumber))
    expect(asked()).toEqual([])
    const env = await rolecall(['env', 'pay/prod é/Read'])
    expect(env).toMatchObject({ code: 0, stderr: '' })
    expect(env.stdout).toContain("export AWS_REGION='eu-central-1'")
    const explained = await rolecall(['explain', 'pay/prod é/Read'])
    expect(explained.stdout).toContain('IAM Identity Center: Read in 333333333333')
    const ran = await rolecall([
      'exec',
      '666666666666/Read',
      '--',
      'sh',
      '-c',
      'echo $AWS_ACCESS_KEY_ID',
    ])
    expect(ran.stdout).toMatch(/^ASIA666666666666/)
    const out = await rolecall(['logout', 'dev/Admin'])
    expect(out.stderr).toBe('rolecall: removed 1 cached session\n')
  })

  test('names that are wrong or ambiguous are errors', async () => {
    await signIn(['accounts'])
    const twin = await rolecall(['env', 'twin/Read'])
    expect(twin).toMatchObject({ code: 1 })
    expect(twin.stderr).toBe(
      'rolecall: twin/Read may mean several roles\nhint: write one of corp:444444444444/Read, corp:555555555555/Read\n',
    )
    expect(await rolecall(['env', 'corp:444444444444/Read'])).toMatchObject({ code: 0 })
    const misspelt = await rolecall(['env', 'dev/Adnim'])
    expect(misspelt.stderr).toMatch(
      /there is no profile dev\/Adnim\nhint: did you mean dev\/Admin\?/,
    )
  })

  test('before the list is there, messages name the command that gets it', async () => {
    const words = 'lists the roles of corp, which need no profiles\n'
    const hint = `hint: \`rolecall accounts corp\` ${words}`
    for (const args of [
      ['env', 'dev/Admin'],
      ['process', 'dev/Admin'],
    ]) {
      const missing = await rolecall(args)
      expect(missing.stderr).toBe(`rolecall: there is no profile dev/Admin\n${hint}`)
    }
    const options = { env: { ...env, NO_COLOR: '1', ROLECALL_SHELL: 'bash' } }
    using terminal = runInTerminal('rolecall', ['use'], options)
    await terminal.waitFor(/rolecall accounts corp/)
  })

  test('is completed, and found in the picker', async () => {
    await signIn(['accounts'])
    const byName = await rolecall(['__complete', 'profile', 'dev/'])
    expect(byName.stdout).toBe('dev/Admin\ndev/Read\n')
    const byNumber = await rolecall(['__complete', 'profile', '2222'])
    expect(byNumber.stdout).toBe('222222222222/Admin\n222222222222/Read\n')
    const options = { env: { ...env, NO_COLOR: '1', ROLECALL_SHELL: 'bash' } }
    using terminal = runInTerminal('rolecall', ['use'], options)
    await terminal.waitFor(/dev\/Admin/)
    terminal.send('pay prod read')
    await terminal.waitFor(/> ?pay prod read|pay prod read/)
    terminal.send('\r')
    expect((await terminal.exit).code).toBe(0)
    expect(terminal.transcript).toContain('ASIA333333333333')
  })
})
