import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { startScene, type Scene } from '../support/scene.js'

const SCRIPTED = '/bin/sh $HOME/print-code'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
  // Tells what it was given before it prints a code.
  await scene.home.write(
    'print-code',
    `tr '\\0' '\\n' < /proc/self/environ > $HOME/seen-by-helper
cat /proc/[0-9]*/cmdline >> $HOME/seen-by-helper 2>/dev/null
cat $HOME/code
`,
  )
})
afterAll(() => scene[Symbol.asyncDispose]())

async function scripted(name: string): Promise<void> {
  await scene.home.write('code', `${scene.sts.freshCode(scene.serial)}\n`)
  const config = await readFile(join(scene.home.path, '.aws/config'), 'utf8')
  if (config.includes(`[profile ${name}]`)) return
  await scene.configure(`${config}[profile ${name}]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
mfa_process = ${SCRIPTED}
`)
}

test('no command shows a secret where it does not belong, --debug and errors included', async () => {
  await scripted('scripted')
  const runs: { args: string[]; data?: 'stdout'; ends?: number }[] = [
    { args: ['login', 'scripted', '--debug'] },
    { args: ['process', 'scripted', '--debug'], data: 'stdout' },
    { args: ['env', 'scripted', '--debug', '--refresh'], data: 'stdout' },
    { args: ['explain', 'scripted', '--debug'] },
    { args: ['explain', 'scripted', '--json'] },
    { args: ['status', '--debug'] },
    { args: ['status', '--json'] },
    { args: ['whoami', 'scripted', '--debug'] },
    { args: ['exec', 'scripted', '--debug', '--', 'true'] },
    {
      args: ['process', 'scripted', '--debug', '--role-arn', 'arn:aws:iam::222222222222:role/none'],
      ends: 3,
    },
    { args: ['logout', '--all', '--debug'] },
  ]
  for (const { args, data, ends = 0 } of runs) {
    await scripted('scripted')
    const { code, stdout, stderr } = await scene.rolecall(args)
    expect([args, code]).toEqual([args, ends])
    const secrets = scene.sts.secrets()
    expect([args, secretsIn(Buffer.from(stderr), secrets)]).toEqual([args, []])
    if (data !== 'stdout')
      expect([args, secretsIn(Buffer.from(stdout), secrets)]).toEqual([args, []])
  }
})

test('a helper that is started sees no secret, neither in its environment nor in any process list', async () => {
  await scripted('scripted')
  expect(await scene.rolecall(['login', 'scripted', '--refresh'])).toMatchObject({ code: 0 })
  const seen = await readFile(join(scene.home.path, 'seen-by-helper'))
  expect(seen.toString()).toContain('rolecall')
  expect(secretsIn(seen, scene.sts.secrets())).toEqual([])
})

test('rolecall writes no core dump; its children may', async () => {
  await scripted('scripted')
  await scene.home.write(
    'print-code',
    'cat /proc/$PPID/coredump_filter > $HOME/filter; cat $HOME/code\n',
  )
  await scene.rolecall(['login', 'scripted', '--refresh'])
  expect(await readFile(join(scene.home.path, 'filter'), 'utf8')).toBe('00000000\n')
  const child = await scene.rolecall([
    'exec',
    'scripted',
    '--',
    'cat',
    '/proc/self/coredump_filter',
  ])
  expect(child.stdout).toBe(await readFile('/proc/self/coredump_filter', 'utf8'))
  // On new Node, and in the launcher, rolecall becomes the command: none is left to look at.
  if ('execve' in process || process.env['ROLECALL_UNDER_TEST']) return
  const parent = ['sh', '-c', 'sleep 0.2; cat /proc/$PPID/coredump_filter']
  const during = await scene.rolecall(['exec', 'scripted', '--', ...parent])
  expect(during.stdout).toBe('00000000\n')
})

test('the error of a helper is shown, and stored nowhere', async () => {
  await scene.home.write('complain', 'echo "the seed is $((7000 + 395))128" >&2; exit 1\n')
  await scene.configure(`[profile complaining]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = helped

[profile helped]
credential_process = /bin/sh $HOME/complain
`)
  const { code, stderr } = await scene.rolecall(['process', 'complaining'])
  expect(code).toBe(1)
  expect(stderr).toContain('the seed is 7395128')
  expect(await scene.home.searchFor(['7395128'])).toEqual([])
})
