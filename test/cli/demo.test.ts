import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCommand } from '../support/run.js'
import { runInTerminal } from '../support/terminal.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const TSX = `${PROJECT}/node_modules/.bin/tsx`
const DEMO = `${PROJECT}/demo/demo.ts`
const ENV = { SHELL: '/bin/bash' }

test('the demo opens a shell in its home, which it then removes', { timeout: 90_000 }, async () => {
  using terminal = runInTerminal(TSX, [DEMO], { env: ENV, cwd: PROJECT })
  await terminal.waitFor(/Try it yourself in this home\? \[y\/N\] /, 60_000)
  terminal.send('y\r')
  await terminal.waitFor(/Type exit to leave/)
  await terminal.waitFor(/\(rolecall demo\) [$#] /)
  terminal.send('rolecall use dev\r')
  await terminal.waitFor(/dev: dev in 222222222222, \d+ min left/)
  terminal.send('rolecall login --refresh admin\r')
  await terminal.waitFor(/MFA code for \S+: /)
  terminal.send('\u0003')
  await terminal.waitFor(/interrupted/)
  terminal.send('cat ~/mfa-code; echo "home=$HOME"\r')
  await terminal.waitFor(/\d{6}\r\n/)
  const [, home = ''] = await terminal.waitFor(/home=(\/\S+)/)
  terminal.send('exit\r')
  expect((await terminal.exit).code).toBe(0)
  expect(home).toMatch(/rolecall-home-/)
  expect(existsSync(home)).toBe(false)
})

test('Ctrl-C declines the offer', { timeout: 90_000 }, async () => {
  using terminal = runInTerminal(TSX, [DEMO], { env: ENV, cwd: PROJECT })
  await terminal.waitFor(/Try it yourself in this home\? \[y\/N\] /, 60_000)
  terminal.send('\u0003')
  expect((await terminal.exit).code).toBe(0)
  expect(terminal.transcript).not.toContain('Type exit')
})

test('in a pipe the demo offers nothing', { timeout: 90_000 }, async () => {
  const options = { env: ENV, cwd: PROJECT, timeoutMs: 60_000 }
  const { code, stdout } = await runCommand(TSX, [DEMO], options)
  expect(code).toBe(0)
  expect(stdout).toMatch(/All of this took 1 MFA code and \d AssumeRole calls\.\n$/)
})
