import { afterAll, beforeAll, expect, test } from 'vitest'
import { widthOf } from '../../src/cli/ui/columns.js'
import { drawTable } from '../../src/cli/ui/table.js'
import { manyProfiles } from '../support/many-profiles.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile broken]
role_arn = nonsense
source_profile = base

[profile signs-in]
rolecall_oidc_issuer = https://idp.example.com
rolecall_oidc_client_id = rolecall
role_arn = arn:aws:iam::222222222222:role/dev

[profile window]
rolecall_saml_url = https://idp.example.com/sso

[profile settings-only]
output = json

[profile "日本 ünï"]
role_arn = arn:aws:iam::333333333333:role/a-role-with-quite-a-long-name-that-needs-room
source_profile = base
`)
  expect(await scene.atTerminal(['login', 'dev'])).toMatchObject({ code: 0 })
})
afterAll(() => scene[Symbol.asyncDispose]())

async function shown(args: string[], columns: number, env = {}): Promise<string[]> {
  using terminal = runInTerminal('rolecall', args, { env: { ...scene.env, ...env }, columns })
  await terminal.exit
  return terminal.transcript.trimEnd().split('\r\n')
}
// eslint-disable-next-line no-control-regex -- what colours are made of
const plain = (text: string): string => text.replace(/\u001B\[\d+m/g, '')

test.each(['list', 'use dev'])('%s works in a folder that is gone', async (words) => {
  const script = `mkdir gone && cd gone && rmdir ../gone && ROLECALL_SHELL=bash rolecall ${words}`
  const at = { env: scene.env, cwd: scene.home.path }
  const { code, stdout } = await runCommand('sh', ['-c', script], at)
  expect([code, stdout]).toEqual([0, expect.stringContaining('dev') as string])
})

test('list: piped, everything in full, and nothing but text', async () => {
  const { stdout, stderr, code } = await scene.rolecall(['list'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^PROFILE +ROLE +ACCOUNT +SOURCE +MFA +REGION +SESSION\n/)
  expect(stdout).toMatch(/\ndev +dev +222222222222 +base +yes +eu-west-1 +59 min left\n/)
  expect(stdout).toMatch(/\nbroken +role_arn is not the ARN of a role: nonsense\n/)
  expect(stdout).toContain('a-role-with-quite-a-long-name-that-needs-room')
  expect(stdout).not.toContain('\u001B')
})

test('a sign-in is a source by the name of its kind', async () => {
  const { stdout } = await scene.rolecall(['list'])
  expect(stdout).toMatch(/\nsigns-in +dev +222222222222 +OIDC\n/)
  expect(stdout).toMatch(/\nwindow +SAML\n/)
})

test('a profile without credentials is named once in its row', async () => {
  const { stdout } = await scene.rolecall(['list', '--name', 'settings-only'])
  expect(stdout).toMatch(/\nsettings-only +has no credentials\n$/)
})

test('without any profile the files are named, and the commands that come first', async () => {
  const env = { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/keys' }
  const help =
    'there are no profiles in /nowhere/config and /nowhere/keys: store an access key with `rolecall add base`, then add a role with `rolecall configure dev`; for IAM Identity Center, run `rolecall configure`\n'
  expect(await scene.rolecall(['list'], { env })).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `rolecall: ${help}`,
  })
  for (const args of [['env'], ['env', 'dev']]) {
    const result = await scene.rolecall(args, { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(/^rolecall: .*\nhint: /)
    expect(result.stderr.endsWith(`hint: ${help}`)).toBe(true)
  }
})

test.each([
  ['role_arn = x\n', 'PATH has no section of AWS: `rolecall doctor` checks its lines'],
  ['[dev]\nregion = x\n', 'PATH has no section of AWS: `rolecall doctor` checks its lines'],
  ['[profile dev\n', 'line 1 of PATH is not a valid section header: [profile dev'],
])('a config file of %j is not said to be empty', async (text, reason) => {
  const path = await scene.home.write('strange', text)
  const env = { AWS_CONFIG_FILE: path, AWS_SHARED_CREDENTIALS_FILE: '/nowhere/keys' }
  expect(await scene.rolecall(['list'], { env })).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `rolecall: ${reason.replace('PATH', path)}\n`,
  })
})

test('in a shell that is switched to another region, the session that use would find is shown', async () => {
  const env = {
    ROLECALL_SET: 'AWS_REGION=us-east-2,AWS_DEFAULT_REGION=us-east-2',
    AWS_REGION: 'us-east-2',
    AWS_DEFAULT_REGION: 'us-east-2',
  }
  const { stdout, stderr, code } = await scene.rolecall(['list', '--name', 'dev'], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/\ndev +dev +222222222222 +base +yes +eu-west-1 +59 min left\n/)
})

test('sessions of one role in two regions are distinguished by region', async () => {
  const columns = async (): Promise<string[][]> =>
    (await scene.rolecall(['status'])).stdout.split('\n').map((line) => line.split(/ {2,}/))
  expect(await columns()).toContainEqual(['dev', 'dev', '222222222222', '59 min left'])
  const other = ['process', 'dev', '--region', 'us-west-2']
  expect(await scene.rolecall(other)).toMatchObject({ code: 0 })
  const sessions = (await columns()).flatMap(([profile, what]) => (profile === 'dev' ? [what] : []))
  expect(sessions.sort()).toEqual(['dev, eu-west-1', 'dev, us-west-2'])
  expect(await scene.rolecall(['logout', 'dev'])).toMatchObject({ code: 0 })
  expect(await scene.rolecall(['login', 'dev'])).toMatchObject({ code: 0 })
})

test('sessions of one role with MFA and without are distinguished, and only by that', async () => {
  await using machine = await startScene()
  const free = `[profile free]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base
`
  const table = async (): Promise<string> => (await machine.rolecall(['status'])).stdout
  await machine.configure(`[profile base]\nmfa_serial = ${machine.serial}\n${free}`)
  const env = { ROLECALL_MFA_CODE: machine.sts.freshCode(machine.serial) }
  expect(await machine.rolecall(['login', 'free'], { env })).toMatchObject({ code: 0 })
  expect(await table()).toBe(`PROFILE  SESSION      ACCOUNT       TIME
base     MFA session  111111111111  11 h 59 min left
free     nomfa        222222222222  59 min left
`)
  await machine.configure(`[profile base]\n${free}`)
  expect(await machine.rolecall(['login', 'free'])).toMatchObject({ code: 0 })
  expect(await table()).toBe(`PROFILE  SESSION        ACCOUNT       TIME
base     MFA session    111111111111  11 h 59 min left
free     nomfa, MFA     222222222222  59 min left
free     nomfa, no MFA  222222222222  59 min left
`)
})

test.each([40, 60, 80, 100, 200])('list and status fit %i columns', async (columns) => {
  for (const command of ['list', 'status']) {
    const lines = (await shown([command], columns)).map(plain)
    for (const line of lines.slice(0, -1)) expect(widthOf(line), line).toBeLessThanOrEqual(columns)
    expect(lines.some((line) => /^dev +dev/.test(line))).toBe(true)
  }
})

test('status: a bar on a terminal, without colours with NO_COLOR, none in a pipe', async () => {
  const coloured = (await shown(['status'], 100)).join('\n')
  expect(coloured).toContain(`\u001B[32m${'━'.repeat(16)}\u001B[39m`)
  const bare = (await shown(['status'], 100, { NO_COLOR: '1' })).join('\n')
  expect(bare).toMatch(/59 min left {2,}━{16}/)
  expect(bare).not.toContain('\u001B')
  expect((await scene.rolecall(['status'])).stdout).not.toMatch(/[━─]/)
})

test('list: filters, and data', async () => {
  const json = async (...args: string[]): Promise<Record<string, unknown>[]> => {
    const { stdout } = await scene.rolecall(['list', '--json', ...args])
    return JSON.parse(stdout) as Record<string, unknown>[]
  }
  expect((await json('--account', '3333')).map(({ profile }) => profile)).toEqual([
    'audit',
    '日本 ünï',
  ])
  expect((await json('--role', 'ADMIN')).map(({ profile }) => profile)).toEqual(['admin'])
  const [dev] = await json('--name', 'dev')
  expect(dev).toMatchObject({
    profile: 'dev',
    role: 'arn:aws:iam::222222222222:role/dev',
    account: '222222222222',
    source: 'static',
    sourceProfile: 'base',
    mfaSerial: scene.serial,
    asksForCode: false,
  })
  expect(dev?.['secondsLeft']).toBeGreaterThan(3000)
  expect((await scene.rolecall(['list', '--name', 'none-such'])).stderr).toBe(
    'rolecall: no matching profiles\n',
  )
})

test('ten thousand profiles, and not one prompt or call', async () => {
  const many = await startScene()
  await many.configure(manyProfiles(10_000, {}))
  const { stdout, ms } = await many.rolecall(['list'], { stdin: { open: true } })
  expect(stdout.split('\n').length).toBeGreaterThan(10_000)
  expect(ms).toBeLessThan(15_000)
  expect(many.sts.requests).toEqual([])
  await many[Symbol.asyncDispose]()
})

test('a table drops what may go, then cuts what may be cut, and never a column without leave', () => {
  const columns = [{ head: 'A', minWidth: 4 }, { head: 'B' }, { head: 'C', dropOrder: 1 }]
  const rows = [['a'.repeat(20), 'bbbb', 'cccc'].map((text) => ({ text }))]
  const at = (width: number): string => drawTable(columns, rows, width).split('\n')[1] ?? ''
  expect(at(40)).toBe(`${'a'.repeat(20)}  bbbb  cccc`)
  expect(at(20)).toBe(`${'a'.repeat(7)}…  bbbb  cccc`)
  expect(at(12)).toBe('aaaaa…  bbbb')
})
