import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { isInstalled } from '../support/commands.js'
import { startHangingBus } from '../support/hanging-bus.js'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { isOtherProgram, runCommand } from '../support/run.js'
import { startScene } from '../support/scene.js'

describe.skipIf(!keychainAvailable)(`the Secret Service ${keychainReason}`, () => {
  test('contains the sessions, and no file contains a secret', async () => {
    await using keychain = await startKeychain()
    await using scene = await startScene()
    const env: Record<string, string> = { ...scene.env, ...keychain.env }
    delete env['ROLECALL_KEY_FILE']
    const code = scene.sts.freshCode(scene.serial)
    const login = await scene.rolecall(['login', 'dev'], {
      env: { ...env, ROLECALL_MFA_CODE: code },
    })
    expect(login).toMatchObject({ code: 0, stdout: '' })
    const before = scene.sts.requests.length
    expect(await scene.rolecall(['process', 'dev'], { env })).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.requests).toHaveLength(before)

    const { stdout: status } = await scene.rolecall(['status', '--json'], { env })
    expect(JSON.parse(status)).toMatchObject({ store: 'keychain', sessions: [{}, {}] })
    const issued = scene.sts.sessions.flatMap((session) => [
      session.secretAccessKey,
      session.sessionToken,
    ])
    expect(await scene.home.searchFor([...issued, code])).toEqual([])
    if (!isInstalled('secret-tool')) return
    const found = await runCommand('secret-tool', ['search', '--all', 'application', 'rolecall'], {
      env,
    })
    expect(found.stdout.match(/^label = rolecall: /gm)).toHaveLength(2)
  })

  test('that is locked and cannot be unlocked costs no credentials, and ends in time', async () => {
    await using keychain = await startKeychain()
    await using scene = await startScene()
    const env = (): Record<string, string> => ({
      ...keychain.env,
      ROLECALL_KEY_FILE: '',
      ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
    })
    expect(await scene.rolecall(['login', 'dev'], { env: env() })).toMatchObject({ code: 0 })
    await keychain.lock()
    const result = await scene.rolecall(['env', 'dev', '--no-input'], { env: env() })
    expect(result.code).toBe(0)
    expect(result.stdout).toContain('export AWS_SESSION_TOKEN=')
    expect(result.stderr).toMatch(
      /^rolecall: .*locked.*: continuing without the session cache\nhint: unlock it: .*\n$/,
    )
    const words = ['env', 'dev', '--no-input', '--store', 'keychain']
    expect(await scene.rolecall(words, { env: env() })).toMatchObject({ code: 5, stdout: '' })
  })

  test('without a folder for the session index costs no credentials, and says why', async () => {
    await using keychain = await startKeychain()
    await using scene = await startScene()
    const env = {
      ...keychain.env,
      ROLECALL_KEY_FILE: '',
      ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
      XDG_STATE_HOME: '/proc/none',
    }
    expect(await scene.rolecall(['env', 'dev'], { env })).toMatchObject({
      code: 0,
      stderr:
        'rolecall: cannot use /proc/none: there is no such file: continuing without the session cache\n',
    })
  })
})

test('a bus that never replies is waited for once, and process stays silent', async () => {
  await using bus = await startHangingBus()
  await using scene = await startScene()
  await scene.home.write('.local/state/rolecall/store.json', '{"store":"keychain"}')
  const env = {
    ...bus.env,
    ROLECALL_KEY_FILE: '',
    ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
  }
  const result = await scene.rolecall(['process', 'dev'], { env })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(result.stdout)).toMatchObject({ Version: 1 })
  // The launcher connects ahead of need, and does not wait before it becomes the program.
  expect(bus.connections()).toBe(isOtherProgram ? 2 : 1)
})

test('without any store, commands warn and continue', async () => {
  await using scene = await startScene()
  const env = { ROLECALL_KEY_FILE: '', ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
  const result = await scene.rolecall(['env', 'dev'], { env })
  expect(result.code).toBe(0)
  expect(result.stderr).toMatch(
    /^rolecall: the keychain cannot be reached: .*: continuing without the session cache\nhint: set DBUS_SESSION_BUS_ADDRESS .*\n$/,
  )
  expect(await scene.rolecall(['status'], { env })).toMatchObject({
    stderr: expect.stringContaining('sessions are not stored') as unknown,
  })
  expect(
    await scene.home.searchFor(scene.sts.sessions.map(({ sessionToken }) => sessionToken)),
  ).toEqual([])
})

test('sessions without their key are not reported as cached', async () => {
  await using scene = await startScene()
  expect(await scene.atTerminal(['login', 'dev'])).toMatchObject({ code: 0 })
  const env = { ROLECALL_KEY_FILE: '' }
  expect((await scene.rolecall(['explain', 'dev'])).stdout).toContain('rolecall would not prompt.')
  const plan = await scene.rolecall(['explain', 'dev'], { env })
  expect(plan.code).toBe(0)
  expect(plan.stderr).toContain('the sessions there cannot be used\nhint: set ROLECALL_KEY_FILE')
  expect(plan.stdout).toContain('rolecall would prompt for an MFA code.')
  const { stderr } = await scene.rolecall(['status'], { env })
  expect(stderr).toContain(
    'rolecall: sessions are not stored; rolecall store shows which stores work here\n',
  )
  const code = scene.sts.freshCode(scene.serial)
  const login = await scene.rolecall(['login', 'dev', '--mfa-code', code], { env })
  expect(login).toMatchObject({ code: 0, stdout: '' })
  expect(login.stderr).toMatch(/\nrolecall: dev: session obtained but not stored, 59 min left\n$/)
  const asked = await scene.rolecall(['env', 'dev', '--store', 'keychain'], { env })
  expect(asked).toMatchObject({ code: 5, stdout: '' })
  expect(asked.stderr).toMatch(
    /^rolecall: the keychain cannot be reached: .*\nhint: set DBUS_SESSION_BUS_ADDRESS /,
  )
})

test('encrypted files contain the sessions if there is a key, and no plaintext', async () => {
  await using scene = await startScene()
  await scene.atTerminal(['login', 'dev'])
  const issued = scene.sts.sessions.flatMap((session) => [
    session.secretAccessKey,
    session.sessionToken,
  ])
  expect(issued.length).toBe(4)
  expect(await scene.home.searchFor(issued)).toEqual([])
  // The search does find a secret where there is one.
  expect(await scene.home.searchFor([scene.key.secretAccessKey])).toEqual([
    join(scene.home.path, '.aws/credentials'),
  ])
  const keys = await readFile(join(scene.home.path, '.aws/credentials'))
  expect(secretsIn(keys, issued)).toEqual([])
})
