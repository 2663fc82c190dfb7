import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { PROGRAM, runCommand, scratchEnv, type RunResult } from '../../support/run.js'
import { longTermKey } from '../../support/sts-server/default-model.js'
import { RECORDED_FILES, RECORDED_KEY, RECORDED_PASSPHRASE } from '../../support/vault-items.js'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
  scene.sts.model.users[0]?.keys.push(RECORDED_KEY)
  for (const [name, text] of Object.entries(RECORDED_FILES)) await scene.home.write(name, text)
})
afterEach(() => scene[Symbol.asyncDispose]())

const IMPORT = ['import', 'jane', '--from', 'aws-vault', '--backend', 'file']
const PASSPHRASE = { AWS_VAULT_FILE_PASSPHRASE: RECORDED_PASSPHRASE }

async function expectTheirs(): Promise<void> {
  for (const [name, text] of Object.entries(RECORDED_FILES)) {
    expect(await readFile(join(scene.home.path, name), 'utf8')).toBe(text)
  }
}

async function expectNothingStored(): Promise<void> {
  expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
  expect(await scene.awsFile('config')).toBe('')
  await expectTheirs()
}

describe('a store that fails', () => {
  /** A store `pass` that does what the script says. */
  async function withPass(script: string): Promise<RunResult> {
    await chmod(await scene.home.write('stand-in/pass', `#!/bin/sh\n${script}`), 0o700)
    const env = { ...PASSPHRASE, PATH: `${join(scene.home.path, 'stand-in')}:${scene.env['PATH']}` }
    return scene.rolecall([...IMPORT, '--store', 'pass'], { env })
  }
  const STORES = [
    ['loses what was written', 'case $1 in show) echo other;; esac\n', /did not return what was/],
    [
      'is full',
      'case $1 in insert) echo No space left on device >&2; exit 1;; esac\n',
      /the disk is full/,
    ],
    [
      'is locked between writing and reading back',
      'case $1 in show) echo "gpg: decryption failed: No secret key" >&2; exit 2;; esac\n',
      /locked/,
    ],
    ['is locked from the start', 'echo "gpg: No secret key" >&2; exit 2\n', /locked/],
  ] as const

  test.each(STORES)(
    'because it %s has no key, and aws-vault keeps it',
    async (_, script, message) => {
      const result = await withPass(script)
      expect(result).toMatchObject({ code: 5, stdout: '' })
      expect(result.stderr).toMatch(message)
      expect(result.stderr).toMatch(/hint: /)
      await expectNothingStored()
    },
  )

  test.each([
    ['kernel', /must survive a restart/],
    ['none', /must survive a restart/],
  ])('because it is %s has no key', async (store, message) => {
    const result = await scene.rolecall([...IMPORT, '--store', store], { env: PASSPHRASE })
    expect(result).toMatchObject({ code: 5, stdout: '' })
    if (store === 'none') expect(result.stderr).toMatch(message)
    await expectNothingStored()
  })
})

describe('a home that cannot be written', () => {
  /** As root without root's right to write everywhere; any other user has no such right. */
  const withoutRights = (args: readonly string[]): Promise<RunResult> => {
    const words = [process.execPath, PROGRAM, ...args]
    const env = { ...scene.env, ...PASSPHRASE }
    if (process.getuid?.() !== 0) return scene.rolecall(args, { env: PASSPHRASE })
    return runCommand('setpriv', ['--bounding-set=-all', '--inh-caps=-all', ...words], { env })
  }

  test('has no key if the index cannot be written, neither in the store', async () => {
    await mkdir(join(scene.home.path, '.local/state/rolecall'), { recursive: true, mode: 0o700 })
    await chmod(join(scene.home.path, '.local/state/rolecall'), 0o500)
    const log = join(scene.home.path, 'pass-log')
    const script = `#!/bin/sh
case $1 in insert) cat > "$HOME/item";; show) cat "$HOME/item";; rm) rm "$HOME/item";; esac
echo "$1" >> ${log}
`
    await chmod(await scene.home.write('.bin/pass', script), 0o700)
    const result = await withoutRights([...IMPORT, '--store', 'pass'])
    await chmod(join(scene.home.path, '.local/state/rolecall'), 0o700)
    expect(result.code).not.toBe(0)
    expect(result.stdout).toBe('')
    expect(result.stderr).toMatch(/the key of jane stays in aws-vault: /)
    expect((await readFile(log, 'utf8')).trim().split('\n').at(-1)).toBe('rm')
    await expectNothingStored()
  })

  test('says that the key is stored if the profile cannot be written', async () => {
    await chmod(join(scene.home.path, '.aws'), 0o500)
    const result = await withoutRights(IMPORT)
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(
      /the key of jane is stored, and still in aws-vault; its profile was not written: /,
    )
    await chmod(join(scene.home.path, '.aws'), 0o700)
    expect(await scene.awsFile('config')).toBe('')
    await expectTheirs()
    expect(await scene.rolecall(IMPORT, { env: PASSPHRASE })).toMatchObject({ code: 0 })
    const { stdout } = await scene.rolecall(['process', 'jane', '--no-session'])
    expect(JSON.parse(stdout)).toMatchObject({ SecretAccessKey: RECORDED_KEY.secretAccessKey })
  })
})

test('kill -9 at any moment: the next run finishes, and theirs is untouched', async () => {
  const env = scratchEnv({ ...scene.env, ...PASSPHRASE })
  const timed = performance.now()
  await scene.rolecall([...IMPORT, '--dry-run'], { env: PASSPHRASE })
  const ms = (performance.now() - timed) * 2
  for (let round = 0; round < 10; round++) {
    await scene.rolecall(['remove', 'jane', '--yes'])
    await scene.home.write('.aws/config', '')
    const child = spawn(process.execPath, [PROGRAM, ...IMPORT], { env, stdio: 'ignore' })
    const ended = once(child, 'exit')
    const timer = setTimeout(() => child.kill('SIGKILL'), (ms * round) / 9)
    await ended
    clearTimeout(timer)
    await expectTheirs()
    expect(await scene.rolecall(IMPORT, { env: PASSPHRASE })).toMatchObject({ code: 0 })
    const { stdout } = await scene.rolecall(['process', 'jane', '--no-session'])
    expect(JSON.parse(stdout)).toMatchObject({ SecretAccessKey: RECORDED_KEY.secretAccessKey })
    expect(await scene.home.searchFor([RECORDED_KEY.secretAccessKey])).toEqual([])
  }
}, 120_000)

describe('import --from csv', () => {
  const csv = (head: string, ...rows: string[]): string => [head, ...rows, ''].join('\r\n')
  const id = (): string => scene.key.accessKeyId
  const secret = (): string => scene.key.secretAccessKey
  const importText = (text: string, ...args: string[]): Promise<RunResult> =>
    scene.rolecall(['import', ...args, '--from', 'csv', '-'], { stdin: text })

  test.each([
    ['today', () => csv('\uFEFFAccess key ID,Secret access key', `${id()},${secret()}`)],
    [
      'with a user',
      () => csv('User name,Access key ID,Secret access key', `a,${id()},${secret()}`),
    ],
    [
      'with a password that has commas',
      () =>
        csv(
          'User name,Password,Access key ID,Secret access key,Console login link',
          `a,p,"w,${id()},${secret()},https://1.signin.aws.amazon.com/console`,
        ),
    ],
  ])('takes the key of the file of the console, as it is %s', async (_, text) => {
    const file = await scene.home.write('keys.csv', text())
    const result = await scene.rolecall(['import', 'work', '--from', 'csv', file])
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toContain(`the file still has the secret: rm ${file}`)
    const { stdout } = await scene.rolecall(['process', 'work', '--no-session'])
    expect(JSON.parse(stdout)).toMatchObject({ SecretAccessKey: secret() })
    expect(await readFile(file, 'utf8')).toBe(text())
  })

  test('gives each key of several to the profile of its user', async () => {
    const other = longTermKey()
    const text = csv(
      'User name,Password,Access key ID,Secret access key,Console login link',
      `alice,,${id()},${secret()},`,
      `bob,,${other.accessKeyId},${other.secretAccessKey},`,
    )
    const dry = await importText(text, '--dry-run')
    expect(dry).toMatchObject({ code: 0, stderr: 'rolecall: would copy the keys of: alice, bob\n' })
    const refused = await importText(text)
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain('the key of bob was not stored: ')
    const { stdout } = await scene.rolecall(['keys', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([{ profile: 'alice' }])
    expect(await importText(text, 'carol')).toMatchObject({ code: 2, stdout: '' })
  })

  test('knows the user by the name of the file, and asks for a name without one', async () => {
    const text = csv('Access key ID,Secret access key', `${id()},${secret()}`)
    const file = await scene.home.write('jane_accessKeys.csv', text)
    const named = await scene.rolecall(['import', '--from', 'csv', file])
    expect(named).toMatchObject({ code: 0 })
    expect(named.stderr).toContain('wrote profile jane')
    const nameless = await importText(text)
    expect(nameless).toMatchObject({ code: 2, stdout: '' })
    expect(nameless.stderr).toContain('hint: name the profile')
    const misplaced = ['import', '--as', 'environment', 'environment', '--yes']
    expect(await scene.rolecall(misplaced)).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'rolecall: environment is not a profile, but a value of --from\n' +
        'hint: rolecall import --as environment --yes --from environment\n',
    })
    expect(await scene.rolecall(['import', '--from', 'csv'])).toMatchObject({ code: 2, stdout: '' })
  })

  test('refuses root, unless --root, with a warning', async () => {
    const [alice] = scene.sts.model.users
    if (alice) alice.arn = 'arn:aws:iam::111111111111:root'
    const text = `AWSAccessKeyId=${id()}\r\nAWSSecretKey=${secret()}\r\n`
    const refused = await importText(text, 'work')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/root user of account 111111111111[^]*--root/)
    const unasked = await importText(text, 'work', '--no-verify')
    expect(unasked).toMatchObject({ code: 1, stdout: '' })
    await expectNothingStored()
    const allowed = await importText(text, 'work', '--root')
    expect(allowed).toMatchObject({ code: 0, stdout: '' })
    expect(allowed.stderr).toContain('nothing limits what it may do')
  })
})

describe('import --from environment', () => {
  const variables = (): Record<string, string> => ({
    AWS_ACCESS_KEY_ID: scene.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: scene.key.secretAccessKey,
  })

  test('takes the key, and says how to unset it', async () => {
    const args = ['import', 'work', '--from', 'environment']
    const result = await scene.rolecall(args, { env: variables() })
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toContain('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY')
    const { stdout } = await scene.rolecall(['process', 'work', '--no-session'])
    expect(JSON.parse(stdout)).toMatchObject({ SecretAccessKey: scene.key.secretAccessKey })
  })

  test.each([
    ['without a profile', [], {}, 2, /rolecall import work --from environment/],
    ['without a key', ['work'], { AWS_SECRET_ACCESS_KEY: '' }, 1, /no access key/],
    ['with a session', ['work'], { AWS_SESSION_TOKEN: 'token' }, 1, /a session, which expires/],
  ])('says what is wrong %s', async (_, words, changed, code, message) => {
    const result = await scene.rolecall(['import', ...words, '--from', 'environment'], {
      env: { ...variables(), ...changed },
    })
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(message)
    await expectNothingStored()
  })
})
