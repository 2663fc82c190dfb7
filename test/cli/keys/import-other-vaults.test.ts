import { chmod, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fakeBus, type Answer } from '../../store/secret-service/fake-bus.js'
import { keychainAvailable, startKeychain } from '../../support/keychain.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import {
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

async function expectKey(profile: string, key = scene.key): Promise<void> {
  const { stdout } = await scene.rolecall(['process', profile, '--no-session'])
  expect(JSON.parse(stdout)).toMatchObject({
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
  })
}

/** Puts a program in front of the real ones. */
async function standIn(name: string, script: string): Promise<Record<string, string>> {
  await chmod(await scene.home.write(`stand-in/${name}`, `#!/bin/sh\n${script}`), 0o700)
  return { PATH: `${join(scene.home.path, 'stand-in')}:${scene.env['PATH']}` }
}

/** As `security dump-keychain` prints it; text that is not ASCII comes as hex. */
const DUMP = `keychain: "/Users/me/Library/Keychains/aws-vault.keychain-db"
version: 512
class: "genp"
attributes:
    0x00000007 <blob>="aws-vault (jane)"
    0x00000008 <blob>=<NULL>
    "acct"<blob>="jane"
    "cdat"<timedate>=0x32303236313132373232313131315A00  "20261127221111Z\\000"
    "svce"<blob>="aws-vault"
    "type"<uint32>=<NULL>
keychain: "/Users/me/Library/Keychains/aws-vault.keychain-db"
version: 512
class: "genp"
attributes:
    0x00000007 <blob>="aws-vault (café)"
    "acct"<blob>=0x636166C3A9  "caf\\303\\251"
    "svce"<blob>="aws-vault"
keychain: "/Users/me/Library/Keychains/aws-vault.keychain-db"
class: "genp"
attributes:
    "acct"<blob>="jane"
    "svce"<blob>="another program"
`

describe("macOS's keychain", () => {
  const script = (): string => `printf '%s\\n' "$*" >> "$HOME/log"
case "$1" in
dump-keychain) cat "$HOME/dump";;
find-generic-password) printf '%s\\n' '${credentialsBody(scene.key)}';;
esac
`
  test('is read by the program security, which gets no secret', async () => {
    await scene.home.write('dump', DUMP)
    const env = await standIn('security', script())
    const args = ['import', '--from', 'aws-vault', '--backend', 'keychain']
    const all = await scene.rolecall(args, { env })
    expect(all).toMatchObject({ code: 1, stdout: '' })
    expect(all.stderr).toContain('wrote profile jane')
    expect(all.stderr).toContain('--as NAME')
    expect(await readFile(join(scene.home.path, 'log'), 'utf8')).toBe(
      `dump-keychain aws-vault.keychain
find-generic-password -s aws-vault -a jane -w aws-vault.keychain
find-generic-password -s aws-vault -a café -w aws-vault.keychain
`,
    )
    await expectKey('jane')
    await rm(join(scene.home.path, 'stand-in'), { recursive: true })
    expect(await scene.home.searchFor([scene.key.secretAccessKey])).toEqual([])
  })

  test.each([
    ['declined', 128, 5, /declined[^]*hint: unlock it/],
    ['unknown', 50, 0, /nothing to do: aws-vault has no access keys in the keychain aws-vault/],
  ])('may be %s', async (_, status, code, message) => {
    const env = await standIn('security', `exit ${status}\n`)
    const args = ['import', '--from', 'aws-vault', '--backend', 'keychain']
    const result = await scene.rolecall(args, { env })
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(message)
  })

  test('of granted is the login keychain', async () => {
    const env = await standIn('security', script())
    await scene.home.write('dump', DUMP.replaceAll('aws-vault', 'granted-aws-iam-credentials'))
    await scene.home.write('.granted/config', '[Keyring]\n  Backend = "keychain"\n')
    const result = await scene.rolecall(['import', 'jane', '--from', 'granted'], { env })
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(await readFile(join(scene.home.path, 'log'), 'utf8')).toContain(
      'find-generic-password -s granted-aws-iam-credentials -a jane -w login.keychain\n',
    )
  })
})

describe('KWallet', () => {
  /** Answers as kwalletd5 does, if it has the wallet. */
  const kwallet =
    (calls: string[], wallets: string[]): Answer =>
    ({ member }) => {
      calls.push(member ?? '')
      switch (member) {
        case 'wallets':
          return ['as', [wallets]]
        case 'isOpen':
          return ['b', [true]]
        case 'open':
          return ['i', [7]]
        case 'entryList':
          return ['as', [['jane']]]
        case 'readEntry':
          return ['ay', [Buffer.from(vaultItem('jane', credentialsBody(scene.key)))]]
        default:
          return undefined
      }
    }
  const args = ['import', '--from', 'aws-vault', '--backend', 'kwallet', '--store', 'file']

  test('is read from its wallet', async () => {
    const calls: string[] = []
    await using bus = await fakeBus({ answer: kwallet(calls, ['kdewallet', 'aws-vault']) })
    expect(await scene.rolecall(args, { env: bus.env })).toMatchObject({ code: 0, stdout: '' })
    await expectKey('jane')
    expect(calls).toContain('readEntry')
  })

  test('is asked to create no wallet', async () => {
    const calls: string[] = []
    await using bus = await fakeBus({ answer: kwallet(calls, ['kdewallet']) })
    const result = await scene.rolecall(args, { env: bus.env })
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toContain('nothing to do: ')
    expect(calls).toEqual(['wallets'])
  })

  test('may not be there', async () => {
    const result = await scene.rolecall(args)
    expect(result).toMatchObject({ code: 5, stdout: '' })
    expect(result.stderr).toMatch(/hint: another way: aws-vault export --no-session/)
  })
})

describe('the Windows Credential Manager', () => {
  const args = ['import', '--from', 'aws-vault', '--backend', 'wincred']

  test('is read by PowerShell, whose script has no secret', async () => {
    const line = ['aws-vault:aws-vault:jané', credentialsBody(scene.key)]
      .map((text) => Buffer.from(text).toString('base64'))
      .join(' ')
    const script = `printf '%s\\n' "$@" > "$HOME/words"; printf '${line}\\r\\n'\n`
    const env = await standIn('powershell.exe', script)
    const result = await scene.rolecall([...args, '--as', 'jane'], { env })
    expect(result).toMatchObject({ code: 0, stdout: '' })
    await expectKey('jane')
    const words = (await readFile(join(scene.home.path, 'words'), 'utf8')).split('\n')
    expect(words.slice(0, 3)).toEqual(['-NoProfile', '-NonInteractive', '-EncodedCommand'])
    const run = Buffer.from(words[3] ?? '', 'base64').toString('utf16le')
    expect(run).toContain("[Credentials]::Print('aws-vault:aws-vault:')")
  })

  test.each([
    ['is empty', 'exit 0\n', 0, /nothing to do: aws-vault has no access keys in the Windows/],
    ['cannot be read', 'exit 1\n', 5, /PowerShell, which reads it, failed[^]*hint: another way/],
  ])('%s', async (_, script, code, message) => {
    const result = await scene.rolecall(args, { env: await standIn('powershell.exe', script) })
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(message)
  })

  test('is only on Windows', async () => {
    const result = await scene.rolecall(args)
    expect(result).toMatchObject({ code: 5, stdout: '' })
    expect(result.stderr).toContain('only Windows has this store')
  })
})

describe('import --from granted', () => {
  const CONFIG = `[profile jane]
credential_process = granted credential-process --profile=jane
mfa_serial = SERIAL
`

  test('takes the key of an encrypted file, whose passphrase is empty', async () => {
    await scene.configure(CONFIG.replace('SERIAL', scene.serial))
    for (const [name, text] of Object.entries(RECORDED_FILES)) await scene.home.write(name, text)
    await scene.home.write(
      '.granted/config',
      'DefaultBrowser = "STDOUT"\n\n[Keyring]\n  Backend = "file"\n',
    )
    const copied = await scene.rolecall(['import', '--from', 'granted'])
    expect(copied).toMatchObject({ code: 0, stdout: '' })
    expect(copied.stderr).toContain('granted credentials remove jane')
    await expectKey('jane', RECORDED_KEY)
    expect(await scene.awsFile('config')).toMatch(
      /^\[profile jane\]\n# adopted.*\ncredential_process = \S+ process --profile jane\nrolecall_credential_process = granted /,
    )
  })

  test('finds it in the folder of its settings', async () => {
    const [, , text] = Object.values(RECORDED_FILES)
    await scene.home.write('vault/jane', text ?? '')
    await scene.home.write(
      '.config/granted/config',
      "[ Keyring ]\r\nFileDir = '~/vault' # mine\r\n",
    )
    expect(await scene.rolecall(['import', '--from', 'granted'])).toMatchObject({ code: 0 })
    await expectKey('jane', RECORDED_KEY)
  })

  test.skipIf(!keychainAvailable)('takes the key of its collection', async () => {
    const name = 'granted-aws-iam-credentials'
    const items = { jane: vaultItem('jane', credentialsBody(scene.key)) }
    await using keychain = await startKeychain({
      collections: { [name]: plainCollection(name, items) },
    })
    const args = ['import', '--from', 'granted', '--store', 'file']
    expect(await scene.rolecall(args, { env: keychain.env })).toMatchObject({ code: 0 })
    await expectKey('jane')
  })

  test("is not aws-vault's", async () => {
    for (const [name, text] of Object.entries(RECORDED_FILES)) await scene.home.write(name, text)
    const env = { AWS_VAULT_FILE_PASSPHRASE: RECORDED_PASSPHRASE }
    const other = await scene.rolecall(['import', 'team/ops%1', '--from', 'granted'], { env })
    expect(other).toMatchObject({ code: 1, stdout: '' })
    expect(other.stderr).toContain('granted has no access key team/ops%1')
  })
})
