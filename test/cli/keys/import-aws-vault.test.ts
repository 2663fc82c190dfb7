import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { isInstalled } from '../../support/commands.js'
import { keychainAvailable, keychainReason, startKeychain } from '../../support/keychain.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { passReason, startPass } from '../../support/pass.js'
import { runCommand, scratchEnv, type RunResult } from '../../support/run.js'
import { longTermKey } from '../../support/sts-server/default-model.js'
import { runInTerminal } from '../../support/terminal.js'
import {
  CACHED_SESSION,
  credentialsBody,
  plainCollection,
  RECORDED_FILES,
  RECORDED_KEY,
  RECORDED_PASSPHRASE,
  vaultItem,
} from '../../support/vault-items.js'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
  scene.sts.model.users[0]?.keys.push(RECORDED_KEY)
})
afterEach(() => scene[Symbol.asyncDispose]())

const CONFIG = `# mine
[profile jane]
region = eu-west-1
credential_process = aws-vault export --no-session --format=json jane
rolecall_long_term_keys = true

[profile dev]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = jane
region = eu-west-1
`

/** A place where aws-vault has the key `jane`. */
interface Place extends AsyncDisposable {
  env: Record<string, string>
  /** Everything that aws-vault has there. */
  theirs: () => Promise<unknown>
  secret: string
}

async function contents(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'base64')])),
  )
}

const nothing = async (): Promise<void> => undefined

async function recordedFiles(): Promise<Place> {
  for (const [name, text] of Object.entries(RECORDED_FILES)) await scene.home.write(name, text)
  return {
    env: { AWS_VAULT_FILE_PASSPHRASE: RECORDED_PASSPHRASE },
    theirs: () => contents(join(scene.home.path, '.awsvault')),
    secret: RECORDED_KEY.secretAccessKey,
    [Symbol.asyncDispose]: nothing,
  }
}

const itemOfJane = (): string => vaultItem('jane', credentialsBody(scene.key))

async function collectionOnBus(): Promise<Place> {
  const items = {
    jane: itemOfJane(),
    [CACHED_SESSION.name]: vaultItem(CACHED_SESSION.name, CACHED_SESSION.body),
    'oidc:https://corp.awsapps.com/start': vaultItem('oidc', '{"Token":{}}'),
  }
  const keychain = await startKeychain({
    collections: { awsvault: plainCollection('awsvault', items) },
  })
  return {
    env: { ...keychain.env },
    theirs: () => readFile(join(keychain.folder, 'data/keyrings/awsvault.keyring'), 'utf8'),
    secret: scene.key.secretAccessKey,
    [Symbol.asyncDispose]: () => keychain.close(),
  }
}

async function entryOfPass(name = 'jane'): Promise<Place> {
  const pass = await startPass()
  const insert = ['insert', '--multiline', name]
  await runCommand('pass', insert, { env: pass.env, stdin: itemOfJane() })
  // A password of the user, which has nothing to do with aws-vault.
  await runCommand('pass', ['insert', '--multiline', 'bank'], { env: pass.env, stdin: 'secret' })
  const log = join(scene.home.path, 'pass-log')
  const program = await scene.home.write(
    'bin/pass',
    `#!/bin/sh\nprintf '%s\\n' "$*" >> ${log}\ntr '\\0' '\\n' < /proc/$$/environ >> ${log}.env\nexec env HOME=${pass.env['HOME']} pass "$@"\n`,
  )
  await runCommand('chmod', ['700', program])
  return {
    env: {
      AWS_VAULT_PASS_PASSWORD_STORE_DIR: pass.store,
      AWS_VAULT_PASS_CMD: program,
      GNUPGHOME: join(pass.env['HOME'] ?? '', '.gnupg'),
    },
    theirs: () => contents(pass.store),
    secret: scene.key.secretAccessKey,
    [Symbol.asyncDispose]: () => pass.close(),
  }
}

const importFrom = (place: Place, ...args: string[]): Promise<RunResult> =>
  scene.rolecall(['import', '--from', 'aws-vault', ...args], { env: place.env })

const PLACES: [name: string, place: () => Promise<Place>, skipped: string][] = [
  ['encrypted files', recordedFiles, ''],
  ['the Secret Service', collectionOnBus, keychainReason],
  ['pass', entryOfPass, passReason],
]

describe.each(PLACES)('import --from aws-vault, out of %s', (_, placed, skipped) => {
  test.skipIf(skipped !== '')(`the key works, and theirs is untouched ${skipped}`, async () => {
    await scene.configure(CONFIG)
    await using place = await placed()
    const before = await place.theirs()
    const dry = await importFrom(place, 'jane', '--dry-run')
    expect(dry).toMatchObject({ code: 0, stderr: 'rolecall: would copy the keys of: jane\n' })
    expect(dry.stdout).toContain('+credential_process = ')
    expect(scene.sts.requests).toEqual([])
    expect(await scene.awsFile('config')).toBe(CONFIG)

    const copied = await importFrom(place, 'jane')
    expect(copied).toMatchObject({ code: 0, stdout: '' })
    expect(copied.stderr).toContain('wrote profile jane')
    expect(copied.stderr).toContain('aws-vault remove jane')
    expect(await scene.awsFile('config')).toMatch(
      /^# mine\n\[profile jane\]\n# adopted.*\ncredential_process = \S+ process --profile jane\nregion = eu-west-1\nrolecall_credential_process = aws-vault export .*\nrolecall_long_term_keys = true\n\n\[profile dev\]\n/,
    )
    const { env } = place
    const bare = await scene.rolecall(['process', 'jane', '--no-session'], { env })
    expect(JSON.parse(bare.stdout)).toMatchObject({ SecretAccessKey: place.secret })
    const session = await scene.rolecall(['process', 'dev'], { env })
    expect(session).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(session.stdout)).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA/),
    })

    expect(await place.theirs()).toEqual(before)
    expect(await scene.home.searchFor([place.secret])).toEqual([])
    expect(secretsIn(dry.stdout + copied.stderr, [place.secret])).toEqual([])
    expect(await importFrom(place, 'jane')).toMatchObject({ code: 0 })
  })
})

describe('import --from aws-vault', () => {
  test('takes all keys, whatever their names, and says which cannot be profiles', async () => {
    await using place = await recordedFiles()
    await scene.home.write('.awsvault/keys/notes', 'no JWE')
    await scene.configure('[profile other]\ncredential_process = aws-vault export jane\n')
    const all = await importFrom(place)
    expect(all).toMatchObject({ code: 5, stdout: '' })
    expect(all.stderr).toContain('credential_process still runs aws-vault for: other\n')
    expect(all.stderr).toContain('wrote profile jane\n')
    expect(all.stderr).toContain('wrote profile team/ops%1\n')
    expect(all.stderr).toContain('/.awsvault/keys/notes is not a file of aws-vault')
    const { stdout } = await scene.rolecall(['keys', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([{ profile: 'jane' }, { profile: 'team/ops%1' }])
  })

  test.skipIf(!keychainAvailable)('leaves sessions and tokens alone', async () => {
    await using place = await collectionOnBus()
    const all = await importFrom(place)
    expect(all).toMatchObject({ code: 0 })
    expect((await scene.rolecall(['keys'])).stdout).not.toContain('oidc')
    const session = await importFrom(place, CACHED_SESSION.name)
    expect(session).toMatchObject({ code: 1, stdout: '' })
  })

  test.skipIf(passReason !== '')('decrypts no other password of pass', async () => {
    await using place = await entryOfPass()
    await scene.configure('[profile jane]\nregion = eu-west-1\n')
    const env = {
      AWS_VAULT_FILE_PASSPHRASE: 'not for others',
      CF_KEYRING_FILE_PASSWORD: 'nor this',
    }
    const copied = await scene.rolecall(['import', '--from', 'aws-vault'], {
      env: { ...place.env, ...env },
    })
    expect(copied).toMatchObject({ code: 0 })
    const log = join(scene.home.path, 'pass-log')
    expect(await readFile(log, 'utf8')).toBe('show jane\n')
    const seen = await readFile(`${log}.env`, 'utf8')
    expect(secretsIn(seen, [...Object.values(env), scene.key.secretAccessKey])).toEqual([])
  })

  test.skipIf(passReason !== '')('finds the folder that AWS_VAULT_PASS_PREFIX names', async () => {
    await using place = await entryOfPass('vault/jane')
    const env = { ...place.env, AWS_VAULT_PASS_PREFIX: 'vault' }
    const copied = await scene.rolecall(['import', '--from', 'aws-vault'], { env })
    expect(copied).toMatchObject({ code: 0 })
    expect(copied.stderr).toContain('wrote profile jane')
  })

  test('needs the right passphrase', async () => {
    await using place = await recordedFiles()
    const wrong = await importFrom({ ...place, env: { AWS_VAULT_FILE_PASSPHRASE: 'x' } }, 'jane')
    expect(wrong).toMatchObject({ code: 5, stdout: '' })
    expect(wrong.stderr).toMatch(/^rolecall: the passphrase does not open .*jane\nhint: set AWS_V/)
    const none = await importFrom({ ...place, env: {} }, 'jane')
    expect(none).toMatchObject({ code: 4, stdout: '' })
    expect(none.stderr).toContain('hint: set AWS_VAULT_FILE_PASSPHRASE')
    expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
  })

  test('prompts for it without echo', async () => {
    await using place = await recordedFiles()
    const args = ['import', 'jane', '--from', 'aws-vault', '--backend', 'file']
    using terminal = runInTerminal('rolecall', args, { env: { ...scene.env, NO_COLOR: '1' } })
    await terminal.waitFor(/passphrase for the files of aws-vault in .*: /)
    terminal.send(`${RECORDED_PASSPHRASE}\r`)
    await terminal.waitFor(/Copy the keys of jane\?/)
    terminal.send('y\r')
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(secretsIn(terminal.transcript, [RECORDED_PASSPHRASE, place.secret])).toEqual([])
  })

  test.skipIf(!keychainAvailable)('says that a collection is locked', async () => {
    await using keychain = await startKeychain()
    const env = { ...keychain.env, AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME: 'login' }
    const words = ['store', '--collection=login', '--label=jane', 'profile', 'jane']
    await runCommand('secret-tool', words, { env: scratchEnv(env), stdin: itemOfJane() })
    await keychain.lock()
    const args = ['import', '--from', 'aws-vault', '--store', 'file']
    const locked = await scene.rolecall(args, { env })
    expect(locked).toMatchObject({ code: 5, stdout: '' })
    expect(locked.stderr).toMatch(/collection login .*is locked\nhint: unlock it/)
    await keychain.unlock()
    expect(await scene.rolecall(args, { env })).toMatchObject({ code: 0 })
  })

  test('is meant by its name alone', async () => {
    const result = await scene.rolecall(['import', 'aws-vault'])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain('hint: rolecall import --from aws-vault\n')
  })

  test('says if there is nothing, and what a name may have meant', async () => {
    const empty = await scene.rolecall(['import', '--from', 'aws-vault'])
    expect(empty).toMatchObject({ code: 0, stdout: '' })
    expect(empty.stderr).toMatch(
      /^rolecall: nothing to do: aws-vault has no access keys in .*files/,
    )
    await using place = await recordedFiles()
    const misspelt = await importFrom(place, 'jnae')
    expect(misspelt).toMatchObject({ code: 1, stdout: '' })
    expect(misspelt.stderr).toContain('hint: did you mean jane?')
    for (const env of [{ AWS_VAULT_BACKEND: 'keyctl' }, { AWS_VAULT_BACKEND: 'pass' }]) {
      const other = await scene.rolecall(['import', 'jane', '--from', 'aws-vault'], { env })
      expect(other).toMatchObject({ stdout: '' })
      expect(other.code).not.toBe(0)
    }
  })
})

describe('a name that is taken', () => {
  test('by another stored key is kept, unless --replace', async () => {
    await using place = await recordedFiles()
    const { accessKeyId, secretAccessKey } = scene.key
    const stdin = `${accessKeyId}\n${secretAccessKey}\n`
    await scene.rolecall(['add', 'jane', '--stdin'], { stdin })
    const kept = await importFrom(place, 'jane')
    expect(kept).toMatchObject({ code: 1, stdout: '' })
    expect(kept.stderr).toContain(`the key ${accessKeyId} is stored for jane`)
    expect(kept.stderr).toContain('rolecall import jane --from aws-vault --replace')
    const other = await importFrom(place, 'jane', '--as', 'jane2')
    expect(other).toMatchObject({ code: 0 })
    expect(other.stderr).toContain('wrote profile jane2')
    expect(await importFrom(place, 'jane', '--replace')).toMatchObject({ code: 0 })
    const { stdout } = await scene.rolecall(['keys', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([
      { profile: 'jane', accessKeyId: RECORDED_KEY.accessKeyId },
      { profile: 'jane2', accessKeyId: RECORDED_KEY.accessKeyId },
    ])
  })

  test.each([
    [
      'a key in a file',
      '[profile jane]\naws_access_key_id = AKIAOTHERKEYEXAMPLE2\naws_secret_access_key = s\n',
      /access key in .*config, which SDKs use instead[^]*--from credentials[^]*--as NAME/,
    ],
    [
      'a role',
      '[profile jane]\nrole_arn = arn:aws:iam::222222222222:role/dev\nsource_profile = x\n[profile x]\n',
      /has role_arn[^]*rolecall import jane --from aws-vault --as jane-key/,
    ],
    [
      'another tool',
      '[profile jane]\ncredential_process = /opt/tool jane\n',
      /jane runs another tool[^]*--replace/,
    ],
    [
      'aws-vault for another key',
      '[profile jane]\ncredential_process = aws-vault export joe\n',
      /jane runs another tool[^]*--replace/,
    ],
  ])('by %s is kept', async (_, config, message) => {
    await using place = await recordedFiles()
    await scene.configure(config)
    const result = await importFrom(place, 'jane')
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(message)
    expect(await scene.awsFile('config')).toBe(config)
    expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
  })

  test.skipIf(passReason !== '')(
    'by two different keys of aws-vault is decided by the user',
    async () => {
      await using files = await recordedFiles()
      await using pass = await entryOfPass()
      const env = { ...files.env, ...pass.env }
      const both = await importFrom({ ...files, env }, 'jane')
      expect(both).toMatchObject({ code: 1, stdout: '' })
      expect(both.stderr).toContain('two different keys jane')
      expect(both.stderr).toContain('--backend pass')
      expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
      expect(await importFrom({ ...files, env }, 'jane', '--backend', 'file')).toMatchObject({
        code: 0,
      })
    },
  )
})

test('a key that AWS refuses, and one of another account, are not stored', async () => {
  await using place = await recordedFiles()
  const [alice] = scene.sts.model.users
  await scene.configure(
    '[profile dev]\nrole_arn = arn:aws:iam::222222222222:role/dev\nsource_profile = jane\nmfa_serial = arn:aws:iam::444444444444:mfa/jane\n',
  )
  const other = await importFrom(place, 'jane')
  expect(other).toMatchObject({ code: 1, stdout: '' })
  expect(other.stderr).toMatch(
    /the key of jane stays in aws-vault: .* account 111111111111, and the MFA device of profile dev is of account 444444444444/,
  )
  await scene.configure('')
  alice?.keys.splice(0, 2, { ...RECORDED_KEY, secretAccessKey: longTermKey().secretAccessKey })
  const wrong = await importFrom(place, 'jane')
  expect(wrong).toMatchObject({ code: 3, stdout: '' })
  expect(wrong.stderr).toContain('the key of jane stays in aws-vault: ')
  expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
  expect(await scene.awsFile('config')).toBe('')
})

test.skipIf(!isInstalled('aws-vault'))('reads what an installed aws-vault writes', async () => {
  await mkdir(join(scene.home.path, '.awsvault'))
  const env = {
    ...scene.env,
    AWS_VAULT_BACKEND: 'file',
    AWS_VAULT_FILE_PASSPHRASE: 'p',
    AWS_ACCESS_KEY_ID: scene.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: scene.key.secretAccessKey,
  }
  expect(await runCommand('aws-vault', ['add', '--env', 'jane'], { env })).toMatchObject({
    code: 0,
  })
  const place = { env: { AWS_VAULT_FILE_PASSPHRASE: 'p' } } as unknown as Place
  expect(await importFrom(place)).toMatchObject({ code: 0 })
  const bare = await scene.rolecall(['process', 'jane', '--no-session'])
  expect(JSON.parse(bare.stdout)).toMatchObject({ SecretAccessKey: scene.key.secretAccessKey })
})
