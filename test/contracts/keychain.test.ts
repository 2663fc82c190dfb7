import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isInstalled } from '../support/commands.js'
import { startHangingBus } from '../support/hanging-bus.js'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { runCommand, type RunOptions } from '../support/run.js'

const testable = keychainAvailable && isInstalled('secret-tool')

describe.skipIf(!testable)(`a private Secret Service ${keychainReason}`, () => {
  const secretTool = (
    env: Readonly<Record<string, string>>,
    args: string,
    options: RunOptions = {},
  ) => runCommand('secret-tool', args.split(' '), { env, ...options })

  it('stores an item that a second keychain does not contain', async () => {
    await using keychain = await startKeychain()
    await secretTool(keychain.env, 'store --label=x a b', { stdin: 'the secret' })
    expect(await secretTool(keychain.env, 'lookup a b')).toMatchObject({
      code: 0,
      stdout: 'the secret',
    })
    await using other = await startKeychain()
    expect(await secretTool(other.env, 'lookup a b')).toMatchObject({ code: 1, stdout: '' })
  })

  it('waits for an unlock dialog that never answers, and fails without a dialog', async () => {
    await using silent = await startKeychain()
    await secretTool(silent.env, 'store --label=x a b', { stdin: 'the secret' })
    await silent.lock()
    const waiting = secretTool(silent.env, 'lookup a b', { timeoutMs: 400 })
    await expect(waiting).rejects.toThrow(/did not end within 400 ms/)

    await using none = await startKeychain({ locked: true, prompter: 'none' })
    const { code } = await secretTool(none.env, 'store --label=x a b', { stdin: 'x' })
    expect(code).not.toBe(0)
  })

  it('can be stopped while its bus keeps running', async () => {
    await using keychain = await startKeychain()
    await keychain.stop()
    const { code, stderr } = await secretTool(keychain.env, 'lookup a b')
    expect(code).not.toBe(0)
    expect(stderr).toContain('org.freedesktop.secrets')
  })

  it('ends all its processes when the test process is killed', async () => {
    const keychain = fileURLToPath(new URL('../support/keychain.ts', import.meta.url))
    const script = `import(${JSON.stringify(keychain)}).then(async ({ startKeychain }) => {
      const { env } = await startKeychain({ locked: true })
      console.log(env.DBUS_SESSION_BUS_ADDRESS)
    })`
    const owner = spawn(process.execPath, ['--import', 'tsx', '-e', script])
    const [line] = (await once(owner.stdout, 'data')) as [Buffer]
    const folder = /path=(.*)\/bus/.exec(line.toString())?.[1] ?? expect.fail(line.toString())
    const processes = async () => {
      const { stdout } = await runCommand('sh', ['-c', `grep -ls "${folder}" /proc/[0-9]*/environ`])
      return stdout
    }
    expect(await processes()).not.toBe('')
    owner.kill('SIGKILL')
    await expect.poll(processes).toBe('')
    await rm(folder, { recursive: true })
  })
})

it('has a hanging bus that accepts a connection and never answers', async () => {
  await using bus = await startHangingBus()
  const address = bus.env['DBUS_SESSION_BUS_ADDRESS'] ?? ''
  const script = `const socket = require('net').connect(${JSON.stringify(address.slice(10))})
    socket.write('\\0AUTH EXTERNAL 30\\r\\n')
    socket.on('data', () => process.exit(1)).setTimeout(200, () => process.exit(0))`
  expect(await runCommand(process.execPath, ['-e', script])).toMatchObject({ code: 0, stderr: '' })
  expect(bus.connections()).toBe(1)
})
