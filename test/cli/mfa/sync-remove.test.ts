import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { totp } from '../../support/sts-server/totp.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: KeyScene
let seed: string
beforeEach(async () => {
  scene = await startKeyScene()
  seed = alice().mfaDevices[0]?.seed ?? ''
  await scene.configure(CONFIG(scene.serial))
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
})
afterEach(() => scene[Symbol.asyncDispose]())

const CONFIG = (serial: string): string => `# mine
[profile base]
mfa_serial = ${serial}
region = eu-west-1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
region = eu-west-1
mfa_serial = ${serial}
`
const alice = () => scene.sts.model.users[0] ?? expect.unreachable('no alice')
const storeSeed = () =>
  scene.rolecall(['mfa', 'import', 'base', '--stdin', '--no-verify'], { stdin: seed })
const remove = (...flags: string[]) => scene.rolecall(['mfa', 'remove', 'base', ...flags])
/** The step of the clock of this machine. */
const stepNow = (): number => Math.floor(Date.now() / 30_000)

describe('rolecall mfa sync', () => {
  test('lets AWS follow the clock of this machine', async () => {
    await storeSeed()
    // AWS's own clock is right; the device of the user has always been five minutes behind.
    scene.sts.clockShift = 5 * 60_000
    const synced = await scene.rolecall(['mfa', 'sync', 'dev'], { timeoutMs: 60_000 })
    expect(synced).toMatchObject({ code: 0, stdout: '' })
    const [call] = scene.iam.calls('ResyncMFADevice')
    expect(call?.params).toMatchObject({ UserName: 'alice', SerialNumber: scene.serial })
    const { AuthenticationCode1: first, AuthenticationCode2: second } = call?.params ?? {}
    const pairs = [stepNow(), stepNow() - 1].map((step) => [totp(seed, step - 1), totp(seed, step)])
    expect(pairs).toContainEqual([first, second])
    expect(secretsIn(synced.stderr, [seed])).toEqual([])
    // The codes are spent for STS too: nothing that AWS refuses is sent.
    const handed = await scene.rolecall(['process', 'dev'], { timeoutMs: 60_000 })
    expect(handed).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.calls('GetSessionToken').map(({ code }) => code)).toEqual([undefined])
  }, 90_000)

  test('without a seed, the user types two codes', async () => {
    using terminal = runInTerminal('rolecall', ['mfa', 'sync', 'base'], {
      env: scene.env,
      columns: 200,
    })
    await terminal.waitFor(/AWS needs two consecutive codes of .*Code that the device shows now: /s)
    terminal.send(`${scene.sts.code(scene.serial, -1)}\r`)
    await terminal.waitFor(/The next code.*: /)
    terminal.send(`${scene.sts.code(scene.serial)}\r`)
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(scene.iam.calls('ResyncMFADevice')).toHaveLength(1)
  })

  test('asks again for codes that AWS refuses, and ends by Ctrl-C', async () => {
    using terminal = runInTerminal('rolecall', ['mfa', 'sync', 'base'], {
      env: scene.env,
      columns: 200,
    })
    await terminal.waitFor(/shows now: /)
    terminal.send('111111\r')
    await terminal.waitFor(/The next code.*: /)
    terminal.send('222222\r')
    await terminal.waitFor(/AWS did not accept these codes[^]*shows now: /)
    terminal.send('\u0003')
    expect(await terminal.exit).toMatchObject({ code: 130 })
  })

  test('without a seed and a terminal, says what to do', async () => {
    const failed = await scene.rolecall(['mfa', 'sync', 'base'])
    expect(failed).toMatchObject({ code: 4, stdout: '' })
    expect(failed.stderr).toMatch(
      /no seed of .* is stored, and there is no terminal to prompt on\nhint: run it/,
    )
  })

  test('names a device that the user does not have, and a missing permission', async () => {
    await storeSeed()
    scene.iam.deniedActions = ['ResyncMFADevice']
    const denied = await scene.rolecall(['mfa', 'sync', 'base'])
    expect(denied).toMatchObject({ code: 3, stdout: '' })
    scene.iam.deniedActions = []
    alice().mfaDevices = []
    const gone = await scene.rolecall(['mfa', 'sync', 'base'], { timeoutMs: 60_000 })
    expect(gone).toMatchObject({ code: 3, stdout: '' })
    expect(gone.stderr).toContain('the user does not have the device')
  }, 90_000)
})

describe('rolecall mfa remove', () => {
  test('removes the device in AWS, then the seed and the lines of the profiles', async () => {
    await storeSeed()
    const removed = await remove('--yes')
    expect(removed).toMatchObject({ code: 0, stdout: '' })
    expect(alice().mfaDevices).toEqual([])
    expect(scene.sts.model.unassignedMfaDevices).toEqual([])
    expect(await scene.awsFile('config')).toBe(CONFIG('').replace(/mfa_serial = \n/g, ''))
    expect((await scene.rolecall(['mfa', 'list', '--json'])).stdout).toBe('[]\n')
    expect(removed.stderr).toMatch(/deactivated and deleted .*alice in AWS[^]*removed the seed of/)
  })

  test('signs with an MFA session if the policy demands it', async () => {
    scene.iam.mfaActions = ['DeactivateMFADevice', 'DeleteVirtualMFADevice']
    await storeSeed()
    expect(await remove('--yes')).toMatchObject({ code: 0, stdout: '' })
    expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
    expect(alice().mfaDevices).toEqual([])
  })

  test('removes nothing if AWS refuses', async () => {
    await storeSeed()
    scene.iam.deniedActions = ['DeactivateMFADevice']
    const refused = await remove('--yes')
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain('hint: ask an administrator to allow this action')
    expect(await scene.rolecall(['mfa', 'code', 'base'])).toMatchObject({ code: 0 })
    expect(await scene.awsFile('config')).toBe(CONFIG(scene.serial))
  })

  test('goes on where an earlier run ended', async () => {
    await storeSeed()
    scene.iam.deniedActions = ['DeleteVirtualMFADevice']
    const half = await remove('--yes')
    expect(half).toMatchObject({ code: 3, stdout: '' })
    expect(half.stderr).toMatch(
      /AWS did not delete it[^]*hint: to try again: rolecall mfa remove arn:/,
    )
    scene.iam.deniedActions = []
    expect(await remove('--yes')).toMatchObject({ code: 0, stdout: '' })
    expect(scene.sts.model.unassignedMfaDevices).toEqual([])
  })

  test('--local forgets only the seed', async () => {
    await storeSeed()
    const removed = await remove('--local', '--yes')
    expect(removed).toMatchObject({ code: 0, stdout: '' })
    expect(removed.stderr).toContain('AWS still requires codes from')
    expect(alice().mfaDevices).toHaveLength(1)
    expect(await scene.awsFile('config')).toBe(CONFIG(scene.serial))
    expect((await remove('--local', '--yes')).stderr).toContain('no seed of')
  })

  test('asks a person, who may decline, and needs --yes without a terminal', async () => {
    const refused = await remove()
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(
      /hint: to do that without a prompt: rolecall mfa remove arn:\S+ --yes/,
    )
    for (const key of ['\r', '\u0003']) {
      using terminal = runInTerminal('rolecall', ['mfa', 'remove', 'base'], { env: scene.env })
      await terminal.waitFor(/Remove .*\?/s)
      terminal.send(key)
      expect(await terminal.exit).toMatchObject({ code: 130 })
    }
    expect(scene.iam.requests).toEqual([])
  })

  test('deletes a device that was not enabled', async () => {
    const terminal = runInTerminal('rolecall', ['mfa', 'add', 'phone', '--profile', 'base'], {
      env: scene.env,
      columns: 180,
    })
    await terminal.waitFor(/show the seed as text: /)
    terminal.kill('SIGKILL')
    await terminal.exit
    expect(scene.sts.model.unassignedMfaDevices).toHaveLength(1)
    const removed = await scene.rolecall(['mfa', 'remove', 'phone', '--profile', 'base', '--yes'])
    expect(removed).toMatchObject({ code: 0, stdout: '' })
    expect(scene.sts.model.unassignedMfaDevices).toEqual([])
    expect(alice().mfaDevices).toHaveLength(1)
  })
})
