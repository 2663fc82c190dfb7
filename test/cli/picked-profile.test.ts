import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFederation, type Federation } from '../support/federation.js'
import { startRoleScene } from '../support/role-scene.js'
import type { Scene } from '../support/scene.js'
import { runInTerminal, type Terminal } from '../support/terminal.js'

let scene: Scene
let federation: Federation
beforeAll(async () => {
  scene = await startRoleScene()
  federation = await startFederation(scene.sts)
  scene.env['AWS_ENDPOINT_URL_SIGNIN'] = federation.url
})
afterAll(async () => {
  await federation[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const start = (args: readonly string[], env: Record<string, string> = {}): Terminal =>
  runInTerminal('rolecall', args, {
    env: { ...scene.env, NO_COLOR: '1', ...env },
    columns: 300,
    isWhole: true,
  })

const SHOW = ['--', 'sh', '-c', 'echo "runs as $ROLECALL_PROFILE"']

test.each([
  [['console', '--print'], /\/federation\?Action=login/],
  [['exec', ...SHOW], /runs as nomfa/],
  [['exec', '--serve', ...SHOW], /runs as nomfa/],
  [['serve', ...SHOW], /runs as nomfa/],
])('%j without a profile lets a person pick one', async (args, expected) => {
  using terminal = start(args)
  await terminal.waitFor(/profile ❯/)
  terminal.send('nomfa')
  await terminal.waitFor(/1 of 6/)
  terminal.send('\r')
  await terminal.waitFor(expected)
  expect(await terminal.exit).toMatchObject({ code: 0 })
})

test.each([
  [['exec', '--', 'no-such-command']],
  [['exec', '--serve', '--', 'no-such-command']],
  [['serve', '--', 'no-such-command']],
])('%j: a command that does not exist is reported before the list appears', async (args) => {
  using terminal = start(args)
  expect(await terminal.exit).toMatchObject({ code: 127 })
  expect(terminal.transcript).toContain('command not found: no-such-command')
  expect(terminal.transcript).not.toContain('profile ❯')
})

test('nothing is picked if the list is left, and no list appears where SDKs find credentials', async () => {
  using left = start(['exec', ...SHOW])
  await left.waitFor(/profile ❯/)
  left.send('\u001B')
  expect(await left.exit).toMatchObject({ code: 130 })
  expect(left.transcript).not.toContain('runs as')

  using quiet = start(['exec', '--no-input', ...SHOW])
  expect(await quiet.exit).toMatchObject({ code: 1 })
  expect(quiet.transcript).toContain('no profile is named, and there is no [default]')

  using named = start(['exec', ...SHOW], { AWS_PROFILE: 'nomfa' })
  expect(await named.exit).toMatchObject({ code: 0 })
  expect(named.transcript).not.toContain('profile ❯')
})
