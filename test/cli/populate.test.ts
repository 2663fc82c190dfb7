import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { startBrowserScene, signInWith } from '../support/identity-center/sign-in.js'
import { run, type RunResult } from '../support/run.js'
import type { Scene } from '../support/scene.js'

const CONFIG = `# mine
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1`

let scene: Scene
let server: IdentityCenter
let env: Record<string, string>

beforeAll(async () => {
  scene = await startBrowserScene()
})
beforeEach(async () => {
  await scene.configure(CONFIG)
  server = await startIdentityCenter({
    assignments: [
      { accountId: '222222222222', accountName: 'dev', roles: ['Admin', 'Read'] },
      { accountId: '333333333333', accountName: 'prod', roles: ['Read'] },
    ],
  })
  env = { ...scene.env, ...server.env }
})
afterEach(async () => {
  await scene.rolecall(['logout', '--all'])
  await server[Symbol.asyncDispose]()
  await rm(join(scene.home.path, '.local/state/rolecall'), { recursive: true, force: true })
})
afterAll(() => scene[Symbol.asyncDispose]())

const rolecall = (...args: string[]): Promise<RunResult> => run(args, { env })
const config = (): Promise<string> => readFile(join(scene.home.path, '.aws/config'), 'utf8')

test('populate writes profiles once, prunes them, and gives every byte back', async () => {
  const first = await signInWith(['populate', 'corp'], scene, env)
  expect(first.code).toBe(0)
  expect(first.shown).toContain('rolecall: added: dev-Admin, dev-Read, prod-Read')
  expect(first.shown).toContain('to undo this: rolecall populate corp --remove')
  const written = await config()
  expect(await rolecall('process', '--profile', 'prod-Read')).toMatchObject({ code: 0, stderr: '' })
  const second = await rolecall('populate')
  expect(second).toMatchObject({ code: 0, stdout: '' })
  expect(second.stderr).toBe('rolecall: nothing to do: 3 profiles are there\n')
  expect(await config()).toBe(written)

  server.assignments.pop()
  const orphaned = await rolecall('populate')
  expect(orphaned.stderr).toContain(
    'not assigned to you any more (--prune removes them): prod-Read',
  )
  const dry = await rolecall('populate', '--prune', '--dry-run')
  expect(dry.stdout).toContain('-[profile prod-Read]')
  expect(await config()).toBe(written)
  await rolecall('populate', '--prune')
  expect(await config()).not.toContain('prod-Read')
  const removed = await rolecall('populate', 'corp', '--remove')
  expect(removed.stderr).toBe('rolecall: removed: dev-Admin, dev-Read\n')
  expect(await config()).toBe(CONFIG)
})

test('two at once write each profile once; --adopt makes SDKs run rolecall', async () => {
  await signInWith(['login', '222222222222/Read'], scene, env)
  const both = await Promise.all([
    rolecall('populate', '--adopt', '--prefix', 'x-', '--region', 'eu-west-1'),
    rolecall('populate', '--adopt', '--prefix', 'x-', '--region', 'eu-west-1'),
  ])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  const text = await config()
  expect(text.match(/\[profile x-dev-Read\]/g)).toHaveLength(1)
  expect(text).toMatch(/credential_process = .*process --profile x-dev-Read/)
  expect(text).toContain('rolecall_sso_account_id = 222222222222')
  expect(await rolecall('process', '--profile', 'x-dev-Read')).toMatchObject({
    code: 0,
    stderr: '',
  })
  expect((await rolecall('explain', 'x-dev-Read')).stdout).not.toContain('not a key')
  await rolecall('populate', '--remove')
  expect(await config()).toBe(CONFIG)
})

test('a file that its owner edits meanwhile keeps the edit', async () => {
  await signInWith(['login', '222222222222/Read'], scene, env)
  server.behaviour.latency = 300
  const running = rolecall('populate')
  await expect.poll(() => server.calls('/assignment/accounts')).not.toEqual([])
  const edited = `${CONFIG}\n\n[profile mine] # new\nregion=eu-north-1\n`
  await scene.configure(edited)
  expect(await running).toMatchObject({ code: 0, stdout: '' })
  const text = await config()
  expect(text.startsWith(edited)).toBe(true)
  expect(text).toContain('[profile prod-Read]')
  await rolecall('populate', '--remove')
  expect(await config()).toBe(edited)
})

test('names are those that every SDK accepts, and none is lost', async () => {
  server.assignments.splice(
    0,
    Infinity,
    { accountId: '111111111111', accountName: 'pay/prod [eu] é', roles: ['Read+Write'] },
    { accountId: '222222222222', accountName: 'twin', roles: ['Read'] },
    { accountId: '333333333333', accountName: 'twin', roles: ['Read'] },
    { accountId: '444444444444', roles: ['Read'] },
  )
  await signInWith(['populate'], scene, env)
  const text = await config()
  const names = [...text.matchAll(/^\[profile (.*)\]$/gm)].map(([, name = '']) => name)
  expect(names).toHaveLength(4)
  expect(new Set(names).size).toBe(4)
  for (const name of names) {
    expect(await rolecall('process', '--profile', name)).toMatchObject({ code: 0, stderr: '' })
  }
  expect(names).toEqual(expect.arrayContaining(['222222222222-Read', '333333333333-Read']))
  await rolecall('populate', '--remove')
})

test("granted's profiles are read as what they are", async () => {
  await scene.configure(`[profile dev/Read]
granted_sso_start_url      = https://corp.awsapps.com/start
granted_sso_region         = eu-west-1
granted_sso_account_id     = 222222222222
granted_sso_role_name      = Read
common_fate_generated_from = aws-sso
credential_process         = granted credential-process --profile dev/Read
`)
  expect(await signInWith(['login', 'dev/Read'], scene, env)).toMatchObject({ code: 0 })
  const result = await rolecall('process', '--profile', 'dev/Read')
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toContain('ASIA222222222222')
  const listed = await rolecall('list', '--json')
  expect(JSON.parse(listed.stdout)).toContainEqual(
    expect.objectContaining({ role: 'Read', account: '222222222222', source: 'sso' }),
  )
  const before = await config()
  const adopted = await rolecall('adopt', 'dev/Read')
  expect(adopted).toMatchObject({ code: 0 })
  expect(await rolecall('process', '--profile', 'dev/Read')).toMatchObject({ code: 0, stderr: '' })
  await rolecall('eject', 'dev/Read')
  expect(await config()).toBe(before)
})

test.each<[string[], RegExp]>([
  [['--template', '{nope}'], /unknown placeholder \{nope\}/],
  [['--remove', '--prune'], /--remove cannot be combined with --prune/],
])('%j is refused', async (args, words) => {
  await signInWith(['accounts'], scene, env)
  const result = await rolecall('populate', ...args)
  expect(result).toMatchObject({ code: 2, stdout: '' })
  expect(result.stderr).toMatch(words)
  expect(await config()).toBe(CONFIG)
})
