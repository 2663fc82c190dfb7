import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  keychainAvailable,
  keychainReason,
  startKeychain,
  type Keychain,
} from '../support/keychain.js'
import { startScene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

/** What can happen to a keychain between two calls, and what a person then reads. */
const FAULTS: readonly (readonly [
  what: string,
  happen: (keychain: Keychain) => Promise<void>,
  RegExp,
])[] = [
  ['dies', (keychain) => keychain.stop(), /the keychain is not running/],
  ['is locked', (keychain) => keychain.lock(), /the keychain is locked/],
  [
    'stops responding',
    async ({ pids }) => void process.kill(pids.service, 'SIGSTOP'),
    /the keychain did not respond within 1.5 s/,
  ],
  [
    'loses its files and dies',
    async (keychain) => {
      await keychain.stop()
      await rm(join(keychain.folder, 'data', 'keyrings'), { recursive: true })
      await keychain.restart({ unlocked: false })
    },
    /the keychain has no default collection/,
  ],
  [
    'loses its bus',
    async ({ pids }) => void process.kill(pids.bus, 'SIGKILL'),
    /the keychain cannot be reached/,
  ],
]

describe.skipIf(!keychainAvailable).each([
  ['without a display', {}],
  ['with a display', { DISPLAY: ':77' }],
])(`a keychain, %s, ${keychainReason}`, (_display, display: Record<string, string>) => {
  test.each(FAULTS)('that %s costs a word and a miss', async (_what, happen, word) => {
    await using keychain = await startKeychain({ prompter: 'none' })
    await using scene = await startScene()
    const env = (): Record<string, string> => ({
      ...keychain.env,
      ...display,
      ROLECALL_KEY_FILE: '',
      ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
    })
    expect(await scene.rolecall(['login', 'dev'], { env: env() })).toMatchObject({ code: 0 })
    await happen(keychain)

    const sdk = await scene.rolecall(['process', 'dev'], { env: env() })
    expect(sdk).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(sdk.stdout)).toMatchObject({ Version: 1 })
    const person = await scene.rolecall(['env', 'dev'], { env: env() })
    expect(person.code).toBe(0)
    expect(person.stderr).toMatch(word)
    expect(person.stderr.match(/^hint: /gm)).toHaveLength(1)
    expect(scene.sts.calls('AssumeRole')).toHaveLength(3)

    const asked = await scene.rolecall(['env', 'dev', '--store', 'keychain', '--no-input'], {
      env: env(),
    })
    expect(asked).toMatchObject({ code: 5, stdout: '' })
    expect(asked.stderr).toMatch(word)
  })

  test.each(FAULTS)('that %s is replaced until it is back', async (_what, happen) => {
    await using keychain = await startKeychain({ prompter: 'none' })
    await using scene = await startScene()
    const env = (): Record<string, string> => ({
      ...scene.env,
      ...keychain.env,
      ...display,
      ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
    })
    expect(await scene.rolecall(['login', 'dev'], { env: env() })).toMatchObject({ code: 0 })
    await happen(keychain)
    expect(await scene.rolecall(['env', 'dev', '--no-input'], { env: env() })).toMatchObject({
      code: 0,
    })
    const calls = scene.sts.requests.length
    const next = await scene.rolecall(['process', 'dev', '--no-input'], { env: env() })
    expect(next).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.requests).toHaveLength(calls)
    const { stdout } = await scene.rolecall(['store', '--json', '--no-input'], { env: env() })
    expect(JSON.parse(stdout)).toMatchObject({ store: 'file' })
  })

  test('that is replaced keeps no session that a logout leaves', async () => {
    await using keychain = await startKeychain({ prompter: 'none' })
    await using scene = await startScene()
    const env = (): Record<string, string> => ({
      ...scene.env,
      ...keychain.env,
      ...display,
      ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
    })
    const answer = async (): Promise<string> =>
      (await scene.rolecall(['process', 'dev', '--no-input'], { env: env() })).stdout
    await scene.rolecall(['login', 'dev'], { env: env() })
    const first = await answer()
    await keychain.lock()
    const second = await answer()
    expect(second).not.toBe(first)
    // The copy in the locked keychain cannot be deleted, which logout says.
    const refused = await scene.rolecall(['logout', '--all', '--no-input'], { env: env() })
    expect(refused).toMatchObject({ code: 5, stdout: '' })
    await keychain.unlock()
    expect(await scene.rolecall(['logout', '--all'], { env: env() })).toMatchObject({ code: 0 })
    const third = await answer()
    expect([first, second]).not.toContain(third)
  })
})

describe('without any store', () => {
  test('process says so on a terminal, and stays silent in a pipe', async () => {
    await using scene = await startScene()
    const env = (): Record<string, string> => ({
      ...scene.env,
      ROLECALL_KEY_FILE: '',
      ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
    })
    const piped = await scene.rolecall(['process', 'dev'], { env: env() })
    expect(piped).toMatchObject({ code: 0, stderr: '' })
    using terminal = runInTerminal('sh', ['-c', 'rolecall process dev; echo end; read end'], {
      env: env(),
    })
    await terminal.waitFor(/end/)
    terminal.send('\r')
    await terminal.exit
    const said = terminal.transcript.match(/continuing\s+without\s+the\s+session\s+cache/g)
    expect(said).toHaveLength(1)
    expect(terminal.transcript).toContain('"Version":1')
  })
})

describe.skipIf(!keychainAvailable)(`sessions in a keychain out of reach ${keychainReason}`, () => {
  test('are reported by every command, with what to set', async () => {
    await using keychain = await startKeychain()
    await using scene = await startScene()
    const code = scene.sts.freshCode(scene.serial)
    const reaching = { ...keychain.env, ROLECALL_KEY_FILE: '' }
    const login = await scene.rolecall(['login', 'dev', '--mfa-code', code], { env: reaching })
    expect(login).toMatchObject({ code: 0 })
    const cron = (...args: string[]) => scene.rolecall(args, { env: { ROLECALL_KEY_FILE: '' } })
    const HINT =
      /^hint: set DBUS_SESSION_BUS_ADDRESS .*, or use encrypted files: rolecall store file$/m
    for (const args of [
      ['exec', 'dev', '--', 'true'],
      ['process', 'dev'],
    ]) {
      const result = await cron(...args)
      expect([args[0], result.code]).toEqual([args[0], 4])
      expect(result.stderr).toMatch(/the keychain cannot be reached/)
      expect(result.stderr).toMatch(HINT)
      expect(result.stderr).not.toContain('rolecall login')
    }
    const status = await cron('status')
    expect(status.stdout).toContain('left, out of reach')
    expect(status.stderr).toMatch(HINT)
    const list = await cron('list', '--json')
    expect(list.stderr).toMatch(HINT)
    const profiles = JSON.parse(list.stdout) as { profile: string; secondsLeft?: number }[]
    expect(profiles.filter(({ secondsLeft }) => secondsLeft !== undefined)).toEqual([])
    const explain = await cron('explain', 'dev')
    expect(explain.stdout).toContain('rolecall would prompt for an MFA code.')
    expect(explain.stderr).toMatch(HINT)
  })
})

describe('a store that was asked for', () => {
  test.each([
    ['a key file that is missing', { ROLECALL_KEY_FILE: '/nonexistent/k' }],
    ['no key and no terminal', { ROLECALL_KEY_FILE: '' }],
  ])('but has %s is an error, before anything is done', async (_what, env) => {
    await using scene = await startScene()
    const asked = await scene.rolecall(['env', 'dev', '--store', 'file'], {
      env: { ...env, ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) },
    })
    expect(asked).toMatchObject({ code: 5, stdout: '' })
    expect(scene.sts.requests).toEqual([])
    const chosen = await scene.rolecall(['store', 'file'], { env })
    expect(chosen).toMatchObject({ code: 5, stdout: '' })
    expect(chosen.stderr).toMatch(/^hint: /m)
    expect(await readdir(join(scene.home.path, '.config')).catch(() => [])).toEqual([])
  })
})
