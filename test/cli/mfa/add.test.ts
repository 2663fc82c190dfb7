import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { storedSeedName } from '../../../src/core/state/stored-seed.js'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { qrCodeOn } from '../../support/qr-code.js'
import { PROGRAM, scratchEnv, type RunResult } from '../../support/run.js'
import { runInTerminal, type Terminal } from '../../support/terminal.js'

const WIDE = { columns: 180, rows: 30 }
const SERIAL = 'arn:aws:iam::111111111111:mfa/laptop'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene('[profile base]\nregion = eu-west-1\n')
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
})
afterEach(() => scene[Symbol.asyncDispose]())

const ADD = ['mfa', 'add', 'laptop', '--profile', 'base']
const add = (...flags: string[]): Promise<RunResult> => scene.rolecall([...ADD, ...flags])
const alice = () => scene.sts.model.users[0] ?? expect.unreachable('no alice')
const unassigned = (): string[] => scene.sts.model.unassignedMfaDevices.map(({ serial }) => serial)
const enabled = (): string[] => alice().mfaDevices.map(({ serial }) => serial)
const seedOf = (serial: string): string =>
  [...scene.sts.model.unassignedMfaDevices, ...alice().mfaDevices].find(
    (device) => device.serial === serial,
  )?.seed ?? ''
const onTerminal = (args: readonly string[] = ADD): Terminal =>
  runInTerminal('rolecall', args, { env: scene.env, columns: 180 })

/** Neither the seed nor the secret key is in the output, nor in any file in the clear. */
async function expectNoLeak(seed: string, ...texts: string[]): Promise<void> {
  const secrets = [seed, scene.key.secretAccessKey]
  expect(seed).toMatch(/^[A-Z2-7]{64}$/)
  for (const text of texts) expect(secretsIn(text, secrets)).toEqual([])
  expect(await scene.home.searchFor([seed])).toEqual([])
}

describe('rolecall mfa add', () => {
  test('shows a QR code, enables the device, and makes its codes from then on', async () => {
    using terminal = onTerminal()
    await terminal.waitFor(/Enter: continue; s: show the seed as text: $/)
    const seed = seedOf(SERIAL)
    expect(await qrCodeOn(terminal.transcript, WIDE)).toBe(
      `otpauth://totp/laptop@111111111111?secret=${seed}`,
    )
    terminal.send('\r')
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(terminal.transcript).toContain(`${SERIAL} is enabled for alice`)
    expect(terminal.transcript).toContain('are now a single factor')
    expect(enabled()).toContain(SERIAL)
    expect(await scene.awsFile('config')).toBe(
      `[profile base]\nregion = eu-west-1\nmfa_serial = ${SERIAL}\n`,
    )
    // The second screen, which has no scrollback, is left.
    expect(await qrCodeOn(terminal.transcript, WIDE)).toBeUndefined()
    const code = await scene.rolecall(['mfa', 'code', 'base'])
    expect([0, -1].map((step) => scene.sts.code(SERIAL, step))).toContain(code.stdout.trim())
    await expectNoLeak(seed, terminal.transcript, code.stderr)
    const handed = await scene.rolecall(['process', 'base'], { timeoutMs: 60_000 })
    expect(handed).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.requests.filter(({ code: refusal }) => refusal !== undefined)).toEqual([])
  }, 90_000)

  test('shows the seed as text only if the user asks, and never outside the second screen', async () => {
    using terminal = onTerminal()
    await terminal.waitFor(/show the seed as text: $/)
    const seed = seedOf(SERIAL)
    const grouped = seed.replace(/(.{4})(?=.)/g, '$1 ')
    expect(terminal.transcript).not.toContain(grouped)
    terminal.send('s\r')
    await terminal.waitFor(/back to the QR code: $/)
    expect(terminal.transcript).toContain(grouped)
    terminal.send('\r')
    await terminal.waitFor(/show the seed as text: $/)
    terminal.send('\r')
    expect(await terminal.exit).toMatchObject({ code: 0 })
    // eslint-disable-next-line no-control-regex -- what switches the screens
    const outside = terminal.transcript.replace(/\u001B\[\?1049h[^]*?\u001B\[\?1049l/g, '')
    expect(outside).not.toContain(grouped)
    await expectNoLeak(seed, outside)
  })

  test('waits until the window is large enough', async () => {
    using terminal = runInTerminal('rolecall', ADD, { env: scene.env, columns: 30, rows: 12 })
    await terminal.waitFor(/it needs \d+ columns and \d+ lines[^]*Enter: try again/)
    terminal.resize(80, 24)
    terminal.send('\r')
    await terminal.waitFor(/Enter: continue/)
    expect(
      await qrCodeOn(terminal.transcript.split('try again').at(-1) ?? '', {
        columns: 80,
        rows: 24,
      }),
    ).toContain('otpauth://totp/laptop@111111111111')
    terminal.send('\r')
    expect(await terminal.exit).toMatchObject({ code: 0 })
  })

  test('without a terminal stores the seed and shows nothing', async () => {
    const added = await add()
    expect(added).toMatchObject({ code: 0, stdout: '' })
    expect(enabled()).toContain(SERIAL)
    await expectNoLeak(seedOf(SERIAL), added.stderr)
    const again = await add()
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain(`alice has the device ${SERIAL} already, and its seed is stored`)
    expect(enabled()).toHaveLength(2)
  })

  test('takes the name of the user, or the next one', async () => {
    alice().mfaDevices = []
    expect(await scene.rolecall(['mfa', 'add', 'base'])).toMatchObject({ code: 0 })
    expect(await scene.rolecall(['mfa', 'add', '--profile', 'base'])).toMatchObject({ code: 0 })
    expect(enabled().map((serial) => serial.split('/').at(-1))).toEqual(['alice', 'alice-2'])
  })

  test('--no-store: only the phone has the seed, and the user types two codes', async () => {
    using terminal = onTerminal([...ADD, '--no-store'])
    await terminal.waitFor(/show the seed as text: $/)
    const seed = seedOf(SERIAL)
    expect(await qrCodeOn(terminal.transcript, WIDE)).toContain(seed)
    terminal.send('\r')
    await terminal.waitFor(/Code that the device shows now.*: $/)
    terminal.send('qr\r')
    await terminal.waitFor(/show the seed as text: $/)
    terminal.send('\r')
    await terminal.waitFor(/Code that the device shows now.*: $/)
    terminal.send('12345\r')
    await terminal.waitFor(/a code has six digits[^]*Code that the device shows now.*: $/)
    const code = scene.sts.code(SERIAL, -1)
    terminal.send(`${code}\r`)
    await terminal.waitFor(/The next code.*: $/)
    terminal.send(`${code}\r`)
    await terminal.waitFor(/that is the same code[^]*The next code.*: $/)
    terminal.send(`${scene.sts.code(SERIAL)}\r`)
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(enabled()).toContain(SERIAL)
    expect(await scene.awsFile('config')).toContain(`mfa_serial = ${SERIAL}`)
    expect((await scene.rolecall(['mfa', 'list'])).stdout).toMatch(/laptop +base +prompt\n/)
    await expectNoLeak(seed, terminal.transcript)
  })

  test('--no-store without a terminal creates nothing', async () => {
    const refused = await add('--no-store')
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(scene.iam.requests).toEqual([])
  })

  test('signs with an MFA session if the policy demands it', async () => {
    await scene.configure(`[profile base]\nregion = eu-west-1\nmfa_serial = ${scene.serial}\n`)
    scene.iam.mfaActions = ['CreateVirtualMFADevice', 'EnableMFADevice']
    const added = await scene.rolecall(ADD, {
      env: { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) },
    })
    expect(added).toMatchObject({ code: 0, stdout: '' })
    expect(added.stderr).toMatch(/-mfa_serial = .*alice\n\+mfa_serial = .*laptop/)
  })
})

describe('wrong codes', () => {
  test('typed twice: asks again, then nothing is left', async () => {
    using terminal = onTerminal([...ADD, '--no-store'])
    await terminal.waitFor(/show the seed as text: $/)
    terminal.send('\r')
    for (let pair = 0; pair < 3; pair++) {
      await terminal.waitFor(/Code that the device shows now.*: $/)
      terminal.send(`11111${pair}\r`)
      await terminal.waitFor(/The next code.*: $/)
      terminal.send(`22222${pair}\r`)
    }
    expect(await terminal.exit).toMatchObject({ code: 3 })
    expect(terminal.transcript).toContain('AWS did not accept these codes; wait for the next one')
    expect(terminal.transcript).toMatch(
      /AWS did not accept the codes\. .* was deleted again in AWS/,
    )
    expect(unassigned()).toEqual([])
    expect(enabled()).not.toContain(SERIAL)
    expect((await scene.rolecall(['mfa', 'list', '--json'])).stdout).not.toContain('laptop')
  })

  test('the clock of this machine is off: AWS’s clock counts', async () => {
    scene.sts.clockShift = 4 * 60_000
    const added = await add()
    expect(added).toMatchObject({ code: 0 })
    expect(scene.iam.calls('EnableMFADevice').map(({ code }) => code)).toEqual([undefined])
    const device = alice().mfaDevices.at(-1)
    expect(device?.serial).toBe(SERIAL)
  })
})

describe('Ctrl-C leaves nothing behind', () => {
  test.each([
    ['at the QR code', [], [/show the seed as text: $/]],
    ['at the seed as text', [], [/show the seed as text: $/, 's\r', /back to the QR code: $/]],
    ['at the first code', ['--no-store'], [/show the seed as text: $/, '\r', /shows now.*: $/]],
    [
      'at the second code',
      ['--no-store'],
      [/show the seed as text: $/, '\r', /shows now.*: $/, '111111\r', /The next code.*: $/],
    ],
  ] as const)('%s', async (_, flags, script) => {
    using terminal = onTerminal([...ADD, ...flags])
    for (const each of script) {
      if (typeof each === 'string') terminal.send(each)
      else await terminal.waitFor(each)
    }
    terminal.send('\u0003')
    expect(await terminal.exit).toMatchObject({ code: 130 })
    expect(unassigned()).toEqual([])
    expect(enabled()).not.toContain(SERIAL)
    expect(await scene.awsFile('config')).not.toContain('mfa_serial')
    expect((await scene.rolecall(['mfa', 'list', '--json'])).stdout).toBe('[]\n')
    expect(terminal.transcript.split('\u001B[?1049h').at(-1)).toContain('\u001B[?1049l')
  })
})

describe('the name is taken', () => {
  test('by a device that no user has: only --replace deletes it', async () => {
    scene.sts.model.unassignedMfaDevices.push({ serial: SERIAL, seed: 'A'.repeat(64) })
    const refused = await add()
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(/the device name laptop is taken[^]*hint: .*laptop-2.*--replace/)
    expect(seedOf(SERIAL)).toBe('A'.repeat(64))
    expect(await add('--replace')).toMatchObject({ code: 0 })
    expect(enabled()).toContain(SERIAL)
  })

  test('by a device of another user: it is never deleted', async () => {
    const other = { ...alice(), arn: 'arn:aws:iam::111111111111:user/bob', keys: [] }
    scene.sts.model.users.push({ ...other, mfaDevices: [{ serial: SERIAL, seed: 'A'.repeat(64) }] })
    const refused = await add('--replace')
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(/is taken[^]*hint: it belongs to a user; choose another name/)
  })

  test('by a device of the user, on any page of the list', async () => {
    scene.iam.pageSize = 1
    alice().mfaDevices.push({ serial: SERIAL, seed: 'A'.repeat(64) })
    const refused = await add()
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(
      /alice has the device .*\nhint: to store its seed: rolecall mfa import/,
    )
  })
})

describe('AWS refuses', () => {
  test.each([['CreateVirtualMFADevice'], ['EnableMFADevice']])(
    '%s: nothing is left',
    async (action) => {
      scene.iam.deniedActions = [action]
      const refused = await add()
      expect(refused).toMatchObject({ code: 3, stdout: '' })
      expect(refused.stderr).toMatch(/hint: ask an administrator to allow this action/)
      expect(unassigned()).toEqual([])
      expect((await scene.rolecall(['mfa', 'list', '--json'])).stdout).toBe('[]\n')
    },
  )

  test('to enable and to delete: says what is left, and the next run goes on', async () => {
    scene.iam.deniedActions = ['EnableMFADevice', 'DeleteVirtualMFADevice']
    const refused = await add()
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(/AWS still has the unused device arn:.*laptop \(/)
    scene.iam.deniedActions = []
    const seed = seedOf(SERIAL)
    const resumed = await add()
    expect(resumed).toMatchObject({ code: 0 })
    expect(resumed.stderr).toContain(`continuing with ${SERIAL}`)
    expect(seedOf(SERIAL)).toBe(seed)
  })

  test('a ninth device', async () => {
    for (let device = 0; device < 7; device++) {
      alice().mfaDevices.push({ serial: `${SERIAL}-${device}`, seed: 'A'.repeat(64) })
    }
    const refused = await add()
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(
      /eight MFA devices[^]*was deleted again in AWS[^]*hint: remove a device first/,
    )
    expect(unassigned()).toEqual([])
  })

  test('a key of root, a role, and no key at all', async () => {
    alice().arn = 'arn:aws:iam::111111111111:root'
    const root = await add()
    expect(root).toMatchObject({ code: 1 })
    expect(root.stderr).toContain('hint: manage the MFA devices of the root user in the console')
    await scene.configure(
      '[profile base]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111111111111\nsso_role_name = A\n',
    )
    await scene.home.write('.aws/credentials', '')
    const sso = await add()
    expect(sso).toMatchObject({ code: 1 })
    expect(sso.stderr).toContain('base has no access key of an IAM user')
  })
})

describe('interrupted halfway', () => {
  test('killed at the QR code, the next run goes on with the same seed', async () => {
    const terminal = onTerminal()
    await terminal.waitFor(/show the seed as text: $/)
    const seed = seedOf(SERIAL)
    terminal.kill('SIGKILL')
    await terminal.exit
    expect((await scene.rolecall(['mfa', 'list'])).stdout).toMatch(/laptop +not enabled yet\n/)
    // A device that is not enabled supplies no codes.
    expect(await scene.rolecall(['explain', 'base'])).toMatchObject({ code: 0 })
    const resumed = await scene.rolecall(['mfa', 'add', '--profile', 'base'])
    expect(resumed).toMatchObject({ code: 0 })
    expect(seedOf(SERIAL)).toBe(seed)
    expect(enabled()).toContain(SERIAL)
    await expectNoLeak(seed, resumed.stderr)
  })

  test.each([1, 2, 3])('killed after call %i to IAM, the next run finishes', async (calls) => {
    const child = spawn(process.execPath, [PROGRAM, ...ADD], {
      env: scratchEnv(scene.env),
      stdio: 'ignore',
    })
    await expect
      .poll(() => scene.iam.requests.length, { interval: 1, timeout: 10_000 })
      .toBeGreaterThanOrEqual(calls)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const next = await add()
    if (!next.stderr.includes('already, and its seed is stored')) expect(next.code).toBe(0)
    expect(enabled().filter((serial) => serial === SERIAL)).toEqual([SERIAL])
    expect(unassigned()).toEqual([])
    expect(await scene.awsFile('config')).toContain(`mfa_serial = ${SERIAL}\n`)
    const { stdout } = await scene.rolecall(['mfa', 'code', 'base'])
    expect([0, -1].map((step) => scene.sts.code(SERIAL, step))).toContain(stdout.trim())
    await expectNoLeak(seedOf(SERIAL), next.stderr)
  })

  test('killed at the QR code of --no-store, the next run replaces the device', async () => {
    const terminal = onTerminal([...ADD, '--no-store'])
    await terminal.waitFor(/show the seed as text: $/)
    const seed = seedOf(SERIAL)
    terminal.kill('SIGKILL')
    await terminal.exit
    expect(await add()).toMatchObject({ code: 0 })
    expect(seedOf(SERIAL)).not.toBe(seed)
    expect(unassigned()).toEqual([])
  })

  test.each([
    ['CreateVirtualMFADevice', 'reset'],
    ['CreateVirtualMFADevice', 'truncated-xml'],
    ['EnableMFADevice', 'reset'],
    ['EnableMFADevice', 'truncated-xml'],
  ] as const)(
    'the answer to %s is lost (%s): this run or the next one finishes',
    async (action, fault) => {
      scene.iam.fault(action, fault, { times: 1 })
      const first = await add()
      if (first.code !== 0) {
        expect(first.stderr).toMatch(/hint: /)
        expect(await add()).toMatchObject({ code: 0 })
      }
      expect(enabled().filter((serial) => serial === SERIAL)).toEqual([SERIAL])
      expect(unassigned()).toEqual([])
      const { stdout } = await scene.rolecall(['mfa', 'code', 'base'])
      expect([0, -1].map((step) => scene.sts.code(SERIAL, step))).toContain(stdout.trim())
    },
  )

  test('a store that fails: the device is deleted again', async () => {
    await scene.rolecall(['process', 'base'])
    const session = (await scene.home.files()).find((file) => file.endsWith('.sealed')) ?? ''
    const obstacle = join(dirname(session), `${storedSeedName(SERIAL)}.sealed`)
    await mkdir(obstacle, { mode: 0o700 })
    const failed = await add()
    expect(failed).toMatchObject({ code: 5, stdout: '' })
    expect(failed.stderr).toMatch(
      /the seed was not stored: .*\. .* was deleted again in AWS\nhint: /,
    )
    expect(unassigned()).toEqual([])
    expect(enabled()).not.toContain(SERIAL)
    scene.iam.deniedActions = ['DeleteVirtualMFADevice']
    const stuck = await add()
    expect(stuck).toMatchObject({ code: 5, stdout: '' })
    expect(stuck.stderr).toMatch(
      /the seed was not stored: .*AWS still has the unused device .*laptop/,
    )
    scene.iam.deniedActions = []
    await rm(obstacle, { recursive: true })
    expect(await add()).toMatchObject({ code: 0 })
    expect(enabled()).toContain(SERIAL)
  })

  test('a config file that cannot be written: says what exists and what to write', async () => {
    await scene.home.write(
      '.aws/credentials',
      `${await scene.awsFile('credentials')}mfa_serial = x1234567890\n`,
    )
    const failed = await add()
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toContain(`rolecall: ${SERIAL} is enabled for alice; its seed is stored`)
    expect(failed.stderr).toMatch(
      /the device is enabled, but base does not name it: .*\nhint: write mfa_serial = arn:.*laptop/,
    )
    const { stdout } = await scene.rolecall(['mfa', 'code', SERIAL])
    expect([0, -1].map((step) => scene.sts.code(SERIAL, step))).toContain(stdout.trim())
  })

  test('no secret is in the debug log either', async () => {
    const added = await add('--debug')
    expect(added).toMatchObject({ code: 0 })
    await expectNoLeak(seedOf(SERIAL), added.stdout, added.stderr)
  })

  test('no store: nothing is created', async () => {
    const refused = await add('--store', 'none')
    expect(refused).toMatchObject({ code: 5, stdout: '' })
    expect(scene.iam.requests).toEqual([])
  })
})
