import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { keychainAvailable, keychainReason, startKeychain } from '../../support/keychain.js'
import { run, type RunOptions, type RunResult } from '../../support/run.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: KeyScene
let seed: string
beforeEach(async () => {
  scene = await startKeyScene()
  seed = scene.sts.model.users[0]?.mfaDevices[0]?.seed ?? ''
  await scene.configure(CONFIG(scene.serial))
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
})
afterEach(() => scene[Symbol.asyncDispose]())

const CONFIG = (serial: string): string => `[profile base]
mfa_serial = ${serial}
region = eu-west-1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
region = eu-west-1
`

const importSeed = (
  text: string,
  flags: string[] = [],
  options: RunOptions = {},
): Promise<RunResult> =>
  scene.rolecall(['mfa', 'import', 'base', '--stdin', ...flags], { stdin: text, ...options })

/** The seed is neither in the output, nor in any file in the clear. */
async function expectNoLeak(...results: { stdout: string; stderr: string }[]): Promise<void> {
  for (const { stdout, stderr } of results) expect(secretsIn(stdout + stderr, [seed])).toEqual([])
  expect(await scene.home.searchFor([seed])).toEqual([])
}

describe('a stored seed', () => {
  test('answers every prompt for a code, without a terminal', async () => {
    const imported = await importSeed(seed, ['--no-verify'])
    expect(imported).toMatchObject({ code: 0, stdout: '' })
    expect(imported.stderr).toContain(`stored the seed of ${scene.serial} in encrypted files`)
    expect(imported.stderr).toContain('are now a single factor')
    const explained = await scene.rolecall(['explain', 'dev'])
    expect(explained.stdout).toContain('not cached: the stored seed supplies the code')
    expect(explained.stdout).toContain('rolecall would not prompt.')
    const handed = await scene.rolecall(['process', '--profile', 'dev'])
    expect(handed).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
    await expectNoLeak(imported, explained, handed)
  })

  test('is verified by a code, which is not sent again', async () => {
    const imported = await importSeed(`otpauth://totp/alice@1?secret=${seed}&issuer=AWS`)
    expect(imported).toMatchObject({ code: 0, stdout: '' })
    const env = { ROLECALL_PROMPT_TIMEOUT: '1s' }
    const early = await scene.rolecall(['process', 'dev'], { env })
    const isNextStep = early.code === 0
    if (!isNextStep) {
      expect(early).toMatchObject({ code: 4, stdout: '' })
      expect(early.stderr).toMatch(
        /^rolecall: the current code of the stored seed was already used\nhint: AWS accepts each code once; try again in \d+ s\n$/,
      )
    }
    const failed = scene.sts.requests.filter(({ code }) => code !== undefined)
    expect(failed).toEqual([])
    await expectNoLeak(imported, early)
  })

  test('that AWS refuses is not stored, unless --no-verify', async () => {
    const wrong = seed.replace(/./g, (letter) => (letter === 'A' ? 'B' : 'A'))
    const refused = await importSeed(wrong)
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(/hint: check that the seed belongs to .*rolecall mfa sync/)
    expect((await scene.rolecall(['mfa', 'list', '--json'])).stdout).toContain(
      '"codesFrom":"prompt"',
    )
    expect(secretsIn(refused.stderr, [wrong])).toEqual([])
  })

  test.each([
    ['nothing', ''],
    ['a code', '123456'],
    ['digits that Base32 has not', 'A0189'.repeat(8)],
    ['another kind of URI', 'otpauth://hotp/x?secret=SEED'],
    ['eight digits', 'otpauth://totp/x?secret=SEED&digits=8'],
    ['SHA-256', 'otpauth://totp/x?secret=SEED&algorithm=SHA256'],
    ['a URI without a seed', 'otpauth://totp/x?issuer=AWS'],
  ])('that is %s is refused, and not quoted', async (_, text) => {
    const refused = await importSeed(text.replace('SEED', seed))
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^rolecall: standard input is not .*\nhint: .*\n$/)
    await expectNoLeak(refused)
  })

  test('is read as people copy it', async () => {
    const spaced = seed.toLowerCase().replace(/(.{4})/g, '$1 ')
    expect(await importSeed(`${spaced}\n`, ['--no-verify'])).toMatchObject({ code: 0 })
    const { stdout } = await scene.rolecall(['mfa', 'code', 'base'])
    expect([0, -1].map((step) => scene.sts.code(scene.serial, step))).toContain(stdout.trim())
  })

  test('is replaced only with --replace', async () => {
    await importSeed(seed, ['--no-verify'])
    const again = await importSeed(seed, ['--no-verify'])
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain('is already stored\nhint: to replace it')
    expect(await importSeed(seed, ['--no-verify', '--replace'])).toMatchObject({ code: 0 })
  })

  test('is typed without echo', async () => {
    using terminal = runInTerminal('rolecall', ['mfa', 'import', 'base', '--no-verify'], {
      env: scene.env,
      columns: 200,
    })
    await terminal.waitFor(/seed of .*: /)
    terminal.send(`${seed}\r`)
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(terminal.transcript).toContain('stored the seed of')
    await expectNoLeak({ stdout: terminal.transcript, stderr: '' })
  })

  test('is not stored if the user declines, or without a terminal', async () => {
    using terminal = runInTerminal('rolecall', ['mfa', 'import', 'base'], { env: scene.env })
    await terminal.waitFor(/\(it is not shown\): /)
    terminal.send('\u0003')
    expect(await terminal.exit).toMatchObject({ code: 130 })
    const none = await scene.rolecall(['mfa', 'import', 'base'])
    expect(none).toMatchObject({ code: 4, stdout: '' })
    expect(none.stderr).toMatch(
      /no seed was given for arn:.*\nhint: rolecall mfa import arn:.* --stdin/,
    )
  })

  test('needs a store that outlives a restart', async () => {
    const refused = await importSeed(seed, ['--store', 'none'])
    expect(refused).toMatchObject({ code: 5, stdout: '' })
    expect(refused.stderr).toMatch(/a seed cannot be stored in no store[^]*rolecall store file/)
  })

  test('of a security key does not exist', async () => {
    const refused = await importSeed(seed, [
      '--mfa-serial',
      'arn:aws:iam::111111111111:u2f/user/a/k',
    ])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('is a security key, which has no seed')
  })

  test('moves with the store, and store none keeps it', async () => {
    await importSeed(seed, ['--no-verify'])
    const none = await scene.rolecall(['store', 'none', '--yes'])
    expect(none.stderr).toContain('1 seed stayed in encrypted files')
    expect(await scene.rolecall(['mfa', 'code', 'base'])).toMatchObject({ code: 0 })
    await scene.rolecall(['logout', '--all'])
    expect(await scene.rolecall(['mfa', 'code', 'base'])).toMatchObject({ code: 0 })
  })

  test('after a refusal, the clock of AWS counts', async () => {
    await importSeed(seed, ['--no-verify'])
    scene.sts.clockShift = 4 * 60_000
    const handed = await scene.rolecall(['process', 'dev'])
    expect(handed).toMatchObject({ code: 0, stderr: '' })
    const codes = scene.sts.calls('GetSessionToken').map(({ code }) => code)
    expect(codes).toEqual(['AccessDenied', undefined])
  })

  test('in a store that fails: the user may type a code, else the error names the store', async () => {
    await importSeed(seed, ['--no-verify'])
    const env = { ROLECALL_KEY_FILE: await scene.home.write('other-key', 'x'.repeat(64)) }
    const failed = await scene.rolecall(['process', 'dev'], { env })
    expect(failed).toMatchObject({ code: 5, stdout: '' })
    using terminal = runInTerminal('rolecall', ['env', 'base'], {
      env: { ...scene.env, ...env },
      columns: 200,
    })
    await terminal.waitFor(/the stored seed cannot be read: [^]*MFA code for \S+: /)
    terminal.send(`${scene.sts.freshCode(scene.serial)}\r`)
    expect(await terminal.exit).toMatchObject({ code: 0 })
  })
})

test('twenty processes never send one code twice', async () => {
  await importSeed(seed, ['--no-verify'])
  const env = { ROLECALL_PROMPT_TIMEOUT: '1s' }
  const args = ['sts', 'get-session-token', '--serial-number', scene.serial, '--profile', 'base']
  const results = await Promise.all(
    Array.from({ length: 20 }, () => scene.rolecall(args, { env, timeoutMs: 60_000 })),
  )
  const calls = scene.sts.calls('GetSessionToken')
  expect(calls.filter(({ code }) => code !== undefined)).toEqual([])
  const sent = calls.map(({ params }) => params['TokenCode'])
  expect(new Set(sent).size).toBe(sent.length)
  expect(results.filter(({ code }) => code === 0)).toHaveLength(sent.length)
  expect(new Set(results.map(({ code }) => code))).toEqual(new Set([0, 4]))
})

describe('rolecall mfa code', () => {
  test('equals the code of the server, and does not use it up', async () => {
    await importSeed(seed, ['--no-verify'])
    for (const word of ['base', 'dev', scene.serial, 'alice']) {
      const before = scene.sts.code(scene.serial)
      const { code, stdout, stderr } = await scene.rolecall(['mfa', 'code', word])
      expect([before, scene.sts.code(scene.serial)]).toContain(stdout.trim())
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d{6}\n$/) })
      expect(stderr).toMatch(/^rolecall: \d+ s left\n$/)
    }
    expect(await scene.rolecall(['process', 'dev'])).toMatchObject({ code: 0, stderr: '' })
    const { stdout, stderr } = await scene.rolecall(['mfa', 'code', 'base'])
    const sent = scene.sts.calls('GetSessionToken')[0]?.params['TokenCode']
    if (stdout.trim() === sent) expect(stderr).toContain('rolecall has used this code')
  })

  test('says how to store a seed', async () => {
    const none = await scene.rolecall(['mfa', 'code', 'dev'])
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toBe(
      `rolecall: no seed of ${scene.serial} is stored\nhint: store it: rolecall mfa import dev\n`,
    )
    await scene.configure('[profile base]\nregion = eu-west-1\n')
    const without = await scene.rolecall(['mfa', 'code', 'base'])
    expect(without.stderr).toBe(
      'rolecall: base has no MFA device\nhint: to enrol one: rolecall mfa add --profile base; to name one: --mfa-serial\n',
    )
  })
})

test('rolecall mfa list shows devices and where their codes come from', async () => {
  await scene.configure(
    `${CONFIG(scene.serial)}\n[profile key]\nmfa_serial = GAHT12345678\nrolecall_mfa = yubikey:work\n`,
  )
  await importSeed(seed, ['--no-verify'])
  const { stdout } = await scene.rolecall(['mfa', 'list'])
  expect(stdout).toMatch(/^DEVICE +PROFILES +CODES FROM +STORE\n/)
  expect(stdout).toMatch(/mfa\/alice +base, dev +the stored seed +file\n/)
  expect(stdout).toMatch(/GAHT12345678 +key +ykman\n/)
  const { stdout: json } = await scene.rolecall(['mfa', 'list', '--json'])
  expect(JSON.parse(json)).toMatchObject([
    { serial: scene.serial, profiles: ['base', 'dev'], store: 'file' },
    { serial: 'GAHT12345678', profiles: ['key'], codesFrom: 'ykman' },
  ])
})

test('rolecall mfa list --online asks IAM which devices exist', async () => {
  const other = 'arn:aws:iam::111111111111:u2f/user/alice/key'
  await scene.configure(`${CONFIG('arn:aws:iam::111111111111:mfa/gone')}`)
  scene.sts.model.users[0]?.mfaDevices.push({ serial: other, seed: '' })
  scene.iam.pageSize = 1
  const { code, stdout } = await scene.rolecall(['mfa', 'list', '--online', '--profile', 'base'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/mfa\/gone +base, dev +prompt +no\n/)
  expect(stdout).toMatch(/mfa\/alice +prompt +yes\n/)
  expect(stdout).toMatch(/u2f\/user\/alice\/key +a security key +yes\n/)
})

test.skipIf(!keychainAvailable)(`the OS keychain keeps the seed ${keychainReason}`, async () => {
  await using keychain = await startKeychain()
  const env = { ...scene.env, ...keychain.env, ROLECALL_KEY_FILE: '' }
  const args = ['mfa', 'import', 'base', '--stdin', '--no-verify']
  const imported = await run(args, { env, stdin: seed })
  expect(imported.stderr).toContain('in the OS keychain')
  expect(await run(['process', 'dev'], { env })).toMatchObject({ code: 0, stderr: '' })
  await expectNoLeak(imported)
})
