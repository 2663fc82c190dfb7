import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { isInstalled } from '../support/commands.js'
import { startHangingBus } from '../support/hanging-bus.js'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { runCommand } from '../support/run.js'
import { startScene } from '../support/scene.js'

describe.skipIf(!keychainAvailable)(`the Secret Service ${keychainReason}`, () => {
  test('holds the sessions, and no file holds a secret', async () => {
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

  test('that is locked, with nobody to unlock it, costs no credentials and ends in time', async () => {
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
    expect(result.stderr).toMatch(/^rolecall: .*locked.*: going on without the session cache\n$/)
    const words = ['env', 'dev', '--no-input', '--store', 'keychain']
    expect(await scene.rolecall(words, { env: env() })).toMatchObject({ code: 5, stdout: '' })
  })
})

test('a bus that never answers is waited for once, and process stays silent', async () => {
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
  expect(bus.connections()).toBe(1)
})

test('no store at all is survivable and said', async () => {
  await using scene = await startScene()
  const env = { ROLECALL_KEY_FILE: '', ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
  const result = await scene.rolecall(['env', 'dev'], { env })
  expect(result.code).toBe(0)
  expect(result.stderr).toContain('going on without the session cache')
  expect(
    await scene.home.searchFor(scene.sts.sessions.map(({ sessionToken }) => sessionToken)),
  ).toEqual([])
})

test('sealed files hold the sessions where there is a key for them, and nothing in the clear', async () => {
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
