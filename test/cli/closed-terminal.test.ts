import { constants } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
  scene.env['ROLECALL_SHELL'] = 'bash'
})
afterAll(() => scene[Symbol.asyncDispose]())

// Node aborts, on some systems with a crash report, if it cannot restore a terminal's modes.
test.each([
  ['the picker is open', ['use'], /esc cancel/],
  ['a prompt of configure is open', ['configure'], /Profile/],
  ['something is being pasted', ['saml', '--saml-assertion', '-'], /then press Enter/],
  ['a code is asked for', ['env', 'dev'], /MFA code for \S+: /],
  [
    'a command of exec runs',
    ['exec', 'base', '--no-session', '--', 'sh', '-c', 'echo go; cat'],
    /go/,
  ],
])('closing the window while %s ends the program by SIGHUP', async (_when, args, shown) => {
  using terminal = runInTerminal('rolecall', args, { env: scene.env })
  await terminal.waitFor(shown)
  terminal.hangUp()
  expect((await terminal.exit).signal).toBe(constants.signals.SIGHUP)
})

test('closing the window while a passphrase is typed ends it as well', async () => {
  const env = { ...scene.env, ROLECALL_KEY_FILE: '', ROLECALL_STORE: 'file' }
  const sealed = { ...env, ROLECALL_PASSPHRASE: 'correct horse' }
  const code = scene.sts.freshCode(scene.serial)
  await scene.rolecall(['login', 'dev', '--mfa-code', code], { env: sealed })
  using terminal = runInTerminal('rolecall', ['env', 'dev'], { env })
  await terminal.waitFor(/passphrase for the encrypted files: /)
  terminal.hangUp()
  expect((await terminal.exit).signal).toBe(constants.signals.SIGHUP)
})
