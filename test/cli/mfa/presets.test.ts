import { chmod, mkdir, readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
})
afterEach(() => scene[Symbol.asyncDispose]())

const configure = (preset: string, more = ''): Promise<void> =>
  scene.configure(
    `[profile base]\nmfa_serial = ${scene.serial}\nregion = eu-west-1\nrolecall_mfa = ${preset}\n${more}`,
  )

/** Installs a program that notes its words and its environment, and runs a script. */
async function install(name: string, script: string): Promise<void> {
  const { path } = scene.home
  const note = `printf '%s\\n' "$0" "$@" > ${path}/words; env > ${path}/environment`
  const file = await scene.home.write(`.bin/${name}`, `#!/bin/sh\n${note}\n${script}\n`)
  await chmod(file, 0o755)
}

const words = async (): Promise<string[]> =>
  (await readFile(`${scene.home.path}/words`, 'utf8')).trimEnd().split('\n')

/** The words of each program's own documentation. */
const PRESETS: [preset: string, words: string][] = [
  ['yubikey', 'ykman oath accounts code --single SERIAL'],
  [
    'yubikey:Amazon Web Services:alice',
    'ykman oath accounts code --single Amazon Web Services:alice',
  ],
  ['1password:AWS work', 'op item get --otp AWS work'],
  [
    '1password:op://Work/AWS/one-time password?attribute=otp',
    'op read op://Work/AWS/one-time password?attribute=otp',
  ],
  ['bitwarden:aws', 'bw get totp aws'],
  ['pass:aws/alice', 'pass otp aws/alice'],
  ['keepassxc:/home/a/db.kdbx:AWS/alice', 'keepassxc-cli show --totp /home/a/db.kdbx AWS/alice'],
  ['keepassxc:~/db.kdbx:AWS: work', 'keepassxc-cli show --totp HOME/db.kdbx AWS: work'],
]

describe('rolecall_mfa', () => {
  test.each(PRESETS)('%s runs %s', async (preset, expected) => {
    await configure(preset)
    const [program = ''] = expected.split(' ')
    await install(program, `echo ${scene.sts.freshCode(scene.serial)}`)
    const env = { AWS_SECRET_ACCESS_KEY: 'canary-of-the-environment', BW_SESSION: 'session-of-bw' }
    const handed = await scene.rolecall(['process', '--profile', 'base'], { env })
    expect(handed).toMatchObject({ code: 0, stderr: '' })
    const [file, ...rest] = await words()
    expect(file).toBe(`${scene.home.path}/.bin/${program}`)
    const filled = expected.replace('SERIAL', scene.serial).replace('HOME', scene.home.path)
    expect([program, ...rest].join(' ')).toBe(filled)
    const environment = await readFile(`${scene.home.path}/environment`, 'utf8')
    expect(secretsIn(environment, ['canary-of-the-environment'])).toEqual([])
    expect(environment).toContain('BW_SESSION=session-of-bw')
  })

  test('each word is one argument, whatever it contains', async () => {
    await configure('1password:$(touch owned) \'a "b; c')
    await install('op', `echo ${scene.sts.freshCode(scene.serial)}`)
    expect(await scene.rolecall(['process', 'base'])).toMatchObject({ code: 0 })
    expect(await words()).toEqual([
      expect.any(String),
      ...['item', 'get', '--otp', '$(touch owned) \'a "b; c'],
    ])
  })

  test.each([
    ['a banner before the code', 'echo "New version!"; echo 123456'],
    ['seven digits', 'echo 1234567'],
    ['nothing', 'true'],
    ['two codes', 'echo 123456; echo 654321'],
  ])('%s is not a code, and burns no attempt', async (_, script) => {
    await configure('pass:aws')
    await install('pass', script)
    const failed = await scene.rolecall(['process', 'base'])
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toBe('rolecall: rolecall_mfa did not print a six-digit code\n')
    expect(scene.sts.requests).toEqual([])
  })

  test('a program that fails says why', async () => {
    await configure('bitwarden:aws')
    await install('bw', 'echo "You are not logged in." >&2; exit 1')
    const failed = await scene.rolecall(['process', 'base'])
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toBe(
      'rolecall: rolecall_mfa (bw) exited with status 1: You are not logged in.\nhint: run the command by itself to see why\n',
    )
  })

  test('a program that is missing is named', async () => {
    await configure('yubikey')
    const failed = await scene.rolecall(['process', 'base'])
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toMatch(
      /^rolecall: rolecall_mfa needs ykman, which is not installed\nhint: install it, .*mfa_process to another program\n$/,
    )
  })

  test.each([
    ['yubi'],
    ['1password'],
    ['1password:'],
    ['pass:--help'],
    ['keepassxc:db.kdbx'],
    ['keepassxc:db.kdbx:-q'],
    ['yubikey:'],
    ['keychain:x'],
  ])('%s is refused', async (preset) => {
    await configure(preset)
    const refused = await scene.rolecall(['process', 'base'])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(
      /^rolecall: rolecall_mfa of profile base is not a known source of MFA codes\nhint: it is keychain, yubikey or yubikey:ACCOUNT, /,
    )
  })

  test('asks for a touch or a password on the terminal, and explain names the program', async () => {
    await configure('yubikey:work')
    await install(
      'ykman',
      `printf 'Touch your YubiKey...' >&2; read -r line; echo ${scene.sts.freshCode(scene.serial)}`,
    )
    const { stdout } = await scene.rolecall(['explain', 'base'])
    expect(stdout).toContain('not cached: ykman supplies the code')
    using terminal = runInTerminal('rolecall', ['process', 'base'], { env: scene.env })
    await terminal.waitFor(/Touch your YubiKey\.\.\./)
    terminal.send('\r')
    expect(await terminal.exit).toMatchObject({ code: 0 })
  })

  test('wins over mfa_process of the same profile; the nearest profile of a chain wins', async () => {
    await install('pass', `echo ${scene.sts.freshCode(scene.serial)}`)
    await configure(
      'pass:aws',
      `mfa_process = echo 000000\n[profile dev]\nrole_arn = arn:aws:iam::222222222222:role/dev\nsource_profile = base\nregion = eu-west-1\nmfa_process = echo no-code\n`,
    )
    expect(await scene.rolecall(['process', 'base'])).toMatchObject({ code: 0 })
    await scene.rolecall(['logout', '--all'])
    const other = await scene.rolecall(['process', 'dev'])
    expect(other.stderr).toContain('mfa_process did not print a six-digit code')
  })

  test('keychain says that the seed is stored; without it, the error says how to store it', async () => {
    await configure('keychain')
    const missing = await scene.rolecall(['process', 'base'])
    expect(missing).toMatchObject({ code: 4, stdout: '' })
    expect(missing.stderr).toBe(
      `rolecall: no seed of ${scene.serial} is stored here\nhint: store it: rolecall mfa import --mfa-serial ${scene.serial}\n`,
    )
    const seed = scene.sts.model.users[0]?.mfaDevices[0]?.seed ?? ''
    const imported = ['mfa', 'import', '--mfa-serial', scene.serial, '--stdin', '--profile', 'base']
    expect(await scene.rolecall([...imported, '--no-verify'], { stdin: seed })).toMatchObject({
      code: 0,
    })
    expect(await scene.rolecall(['process', 'base'])).toMatchObject({ code: 0, stderr: '' })
  })

  test('mfa code runs the program, and a used code makes the next call wait', async () => {
    await configure('pass:aws')
    await install('pass', `echo ${scene.sts.code(scene.serial)}`)
    const printed = await scene.rolecall(['mfa', 'code', 'base'])
    expect(printed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d{6}\n$/) })
    await scene.rolecall(['process', 'base'])
    const again = await scene.rolecall(['mfa', 'code', 'base'])
    expect(again.stderr).toContain('rolecall has used this code')
  })

  test('mfa_process = rolecall mfa code uses the stored seed, and does not run itself', async () => {
    const seed = scene.sts.model.users[0]?.mfaDevices[0]?.seed ?? ''
    await scene.configure(
      `[profile base]\nmfa_serial = ${scene.serial}\nregion = eu-west-1\nmfa_process = rolecall mfa code base\n`,
    )
    const without = await scene.rolecall(['process', 'base'])
    expect(without).toMatchObject({ code: 1, stdout: '' })
    expect(without.stderr).toContain('is stored')
    const imported = ['mfa', 'import', 'base', '--stdin', '--no-verify']
    expect(await scene.rolecall(imported, { stdin: seed })).toMatchObject({ code: 0 })
    expect(await scene.rolecall(['process', 'base'])).toMatchObject({ code: 0, stderr: '' })
    expect(await scene.rolecall(['mfa', 'code', 'base'])).toMatchObject({ code: 0 })
  })

  test('a relative folder in PATH is not searched', async () => {
    await configure('pass:aws')
    const folder = `${scene.home.path}/repo/bin`
    await mkdir(folder, { recursive: true })
    const file = await scene.home.write('repo/bin/ykman', '#!/bin/sh\ntouch ~/owned\n')
    await chmod(file, 0o755)
    await configure('yubikey')
    const env = { PATH: `bin:${scene.env['PATH'] ?? ''}` }
    const failed = await scene.rolecall(['process', 'base'], {
      env,
      cwd: `${scene.home.path}/repo`,
    })
    expect(failed.stderr).toContain('which is not installed')
    expect((await scene.home.files()).some((each) => each.endsWith('/owned'))).toBe(false)
  })
})
