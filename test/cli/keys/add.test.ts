import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { keychainAvailable, keychainReason, startKeychain } from '../../support/keychain.js'
import { run, type RunResult } from '../../support/run.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const twoLines = (): string => `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`
const add = (stdin: string, ...flags: string[]): Promise<RunResult> =>
  scene.rolecall(['add', 'base', '--stdin', ...flags], { stdin })
const json = (text: string): Record<string, string> => JSON.parse(text) as Record<string, string>

/** The secret is neither in the output, nor in any file in the clear. */
async function expectNoLeak(...results: { stdout: string; stderr: string }[]): Promise<void> {
  const secrets = [scene.key.secretAccessKey]
  for (const { stdout, stderr } of results) {
    expect(secretsIn(stdout + stderr, secrets)).toEqual([])
  }
  expect(await scene.home.searchFor(secrets)).toEqual([])
}

describe('rolecall add', () => {
  test('stores a key, and every SDK gets a session instead of it', async () => {
    const added = await add(twoLines(), '--region', 'eu-west-1')
    expect(added).toMatchObject({ code: 0, stdout: '' })
    expect(added.stderr).toContain(
      `${scene.key.accessKeyId} is a key of arn:aws:iam::111111111111:user/alice`,
    )
    expect(added.stderr).toContain('stored the key of base in encrypted files')
    expect(await scene.awsFile('config')).toMatch(
      /^\[profile base\]\ncredential_process = \S*rolecall process --profile base\nregion = eu-west-1\n$/,
    )
    const handed = await scene.rolecall(['process', '--profile', 'base'])
    expect(handed).toMatchObject({ code: 0, stderr: '' })
    expect(json(handed.stdout)).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/) })
    expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
    const again = await scene.rolecall(['process', '--profile', 'base'])
    expect(again.stdout).toBe(handed.stdout)
    expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
    await expectNoLeak(added, handed, again)
  })

  test('only --no-session hands out the key itself', async () => {
    await add(twoLines())
    const bare = await scene.rolecall(['process', 'base', '--no-session'])
    expect(json(bare.stdout)).toMatchObject({
      AccessKeyId: scene.key.accessKeyId,
      SecretAccessKey: scene.key.secretAccessKey,
    })
    for (const args of [
      ['env', 'base'],
      ['process', 'base'],
      ['exec', 'base', '--', 'env'],
    ]) {
      const { code, stdout } = await scene.rolecall(args)
      expect({ args, code, leaks: secretsIn(stdout, [scene.key.secretAccessKey]) }).toEqual({
        args,
        code: 0,
        leaks: [],
      })
    }
  })

  test('roles are assumed with it, with an MFA code', async () => {
    await scene.configure(
      `[profile base]\nmfa_serial = ${scene.serial}\nregion = eu-west-1\n\n[profile dev]\nrole_arn = arn:aws:iam::222222222222:role/dev\nsource_profile = base\nregion = eu-west-1\n`,
    )
    await add(twoLines())
    expect(await scene.awsFile('config')).toContain(`mfa_serial = ${scene.serial}\n`)
    const { stdout, stderr, code } = await scene.rolecall(['process', 'dev'], {
      env: { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) },
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(json(stdout)).toMatchObject({ Version: 1 })
    expect(scene.sts.calls('AssumeRole')).toHaveLength(1)
    const adopted = await scene.rolecall(['adopt', 'dev'])
    expect(adopted).toMatchObject({ code: 0 })
  })

  test('a hit opens the store for the session alone', async () => {
    await add(twoLines())
    const first = await scene.rolecall(['process', '--profile', 'base'])
    const files = await scene.home.files()
    const index = JSON.parse(
      await import('node:fs/promises').then(({ readFile }) =>
        readFile(
          files.find((file) => /state\/rolecall\/keys\/\w+\.json$/.test(file)) ?? '',
          'utf8',
        ),
      ),
    ) as { key: string; accessKeyId: string }
    expect(index.accessKeyId).toBe(scene.key.accessKeyId)
    const { rm } = await import('node:fs/promises')
    await rm(files.find((file) => file.endsWith(`${index.key}.sealed`)) ?? '')
    expect((await scene.rolecall(['process', '--profile', 'base'])).stdout).toBe(first.stdout)
    const refreshed = await scene.rolecall(['process', 'base', '--refresh'])
    expect(refreshed).toMatchObject({ code: 5, stdout: '' })
    expect(refreshed.stderr).toBe(
      'rolecall: the access key of profile base is no longer in the store\nhint: store it again: rolecall add base --replace\n',
    )
  })

  test.each([
    ['today', 'Access key ID,Secret access key\r\n<ID>,<SECRET>\r\n'],
    ['with a BOM', '\uFEFFAccess key ID,Secret access key\n<ID>,<SECRET>'],
    ['with a user', 'User name,Access key ID,Secret access key\nalice,<ID>,<SECRET>\n'],
    [
      'with a password',
      'User name,Password,Access key ID,Secret access key,Console login link\nalice,x\'"y,<ID>,<SECRET>,https://1.signin.aws.amazon.com/console\n',
    ],
    [
      'with commas in the password',
      'User name,Password,Access key ID,Secret access key,Console login link\nalice,a,b,c,<ID>,<SECRET>,https://x\n',
    ],
    [
      'with quotes',
      '"User name","Password","Access key ID","Secret access key","Console login link"\n"alice","a,""b","<ID>","<SECRET>","https://x"\n',
    ],
    ['of root', 'AWSAccessKeyId=<ID>\r\nAWSSecretKey=<SECRET>\r\n'],
  ])("reads the console's CSV %s", async (_, shape) => {
    const filled = shape
      .replace('<ID>', scene.key.accessKeyId)
      .replace('<SECRET>', scene.key.secretAccessKey)
    const file = await scene.home.write('keys.csv', filled)
    const added = await scene.rolecall(['add', 'base', '--csv', file])
    expect(added).toMatchObject({ code: 0, stdout: '' })
    expect(added.stderr).toContain(`the file still has the secret: rm ${file}`)
    expect(secretsIn(added.stderr, [scene.key.secretAccessKey])).toEqual([])
    const { code } = await scene.rolecall(['process', 'base'])
    expect(code).toBe(0)
  })

  test('reads the environment, and the JSON of aws iam create-access-key', async () => {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = scene.key
    const fromEnv = await scene.rolecall(['add', 'one', '--from-env'], {
      env: { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey },
    })
    expect(fromEnv).toMatchObject({ code: 0 })
    const stdin = JSON.stringify({ AccessKey: { UserName: 'alice', AccessKeyId, SecretAccessKey } })
    expect(await scene.rolecall(['add', 'two', '--stdin'], { stdin })).toMatchObject({ code: 0 })
    for (const name of ['one', 'two']) {
      expect(await scene.rolecall(['process', name])).toMatchObject({ code: 0 })
    }
  })

  test('takes over from aws-vault, whose line eject brings back', async () => {
    const before =
      '[profile base]\ncredential_process = aws-vault export --no-session --format=json base\nrolecall_long_term_keys = true\n'
    await scene.configure(before)
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = scene.key
    const printed = JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey })
    expect(await add(printed, '--replace')).toMatchObject({ code: 0, stdout: '' })
    expect(await scene.rolecall(['process', 'base'])).toMatchObject({ code: 0, stderr: '' })
    expect(await scene.rolecall(['remove', 'base', '--yes'])).toMatchObject({ code: 0 })
    expect(await scene.awsFile('config')).toBe(before)
  })

  test('prompts a person without echo', async () => {
    using terminal = runInTerminal('rolecall', ['add'], { env: scene.env })
    await terminal.waitFor(/profile for the key \(default\): /)
    terminal.send('base\r')
    await terminal.waitFor(/access key ID for base .*: /)
    terminal.send(`${scene.key.accessKeyId}\r`)
    await terminal.waitFor(/secret access key for base .*: /)
    terminal.send(`${scene.key.secretAccessKey}\r`)
    await terminal.waitFor(/MFA device for its sessions[^]*:mfa\/alice[^]*none/)
    terminal.send('\r')
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(terminal.transcript).toContain('stored the key of base')
    expect(await scene.awsFile('config')).toContain(`mfa_serial = ${scene.serial}\n`)
    expect(scene.iam.calls('ListMFADevices')).toHaveLength(1)
    await expectNoLeak({ stdout: terminal.transcript, stderr: '' })
  })
})

test('--mfa-serial names the device, and a device that the profile has stays', async () => {
  expect(await add(twoLines(), '--mfa-serial', scene.serial)).toMatchObject({ code: 0 })
  expect(await scene.awsFile('config')).toContain(`\nmfa_serial = ${scene.serial}\n`)
  using terminal = runInTerminal('rolecall', ['add', 'base', '--from-env', '--replace'], {
    env: {
      ...scene.env,
      AWS_ACCESS_KEY_ID: scene.key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: scene.key.secretAccessKey,
    },
  })
  expect(await terminal.exit).toMatchObject({ code: 0 })
  expect(scene.iam.calls('ListMFADevices')).toEqual([])
})

test('a device that is not chosen is not written, and IAM may refuse to list them', async () => {
  scene.iam.deniedActions = ['ListMFADevices']
  const env = {
    ...scene.env,
    AWS_ACCESS_KEY_ID: scene.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: scene.key.secretAccessKey,
  }
  using refused = runInTerminal('rolecall', ['add', 'one', '--from-env'], { env })
  await refused.waitFor(/could not list this key's MFA devices/)
  expect(await refused.exit).toMatchObject({ code: 0 })
  scene.iam.deniedActions = []
  using declined = runInTerminal('rolecall', ['add', 'two', '--from-env'], { env })
  await declined.waitFor(/MFA device for its sessions[^]*none/)
  declined.send('\u0003')
  expect(await declined.exit).toMatchObject({ code: 0 })
  expect(await scene.awsFile('config')).not.toContain('mfa_serial')
  expect((await scene.rolecall(['keys', '--json'])).stdout).toContain('"profile":"two"')
})

describe('nothing is stored', () => {
  async function expectNothingStored(result: RunResult, code: number, message: RegExp) {
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(message)
    expect((await scene.home.files()).filter((file) => file.includes('/rolecall/keys/'))).toEqual(
      [],
    )
    await expectNoLeak(result)
  }

  test('if AWS refuses the secret or the ID, unless --no-verify', async () => {
    const { accessKeyId, secretAccessKey } = scene.key
    const wrong = `${accessKeyId}\n${secretAccessKey.split('').reverse().join('')}\n`
    await expectNothingStored(await add(wrong), 3, /SignatureDoesNotMatch|signature/i)
    const unknown = `AKIAIOSFODNN7EXAMPLE\n${secretAccessKey}\n`
    await expectNothingStored(await add(unknown), 3, /InvalidClientTokenId[^]*AWS takes up to 30/)
    expect(await scene.awsFile('config')).toBe('')
    const unasked = await add(wrong, '--no-verify')
    expect(unasked).toMatchObject({ code: 0 })
    expect(unasked.stderr).toContain('not checked with AWS')
  })

  test('if AWS does not answer', async () => {
    scene.sts.fault('GetCallerIdentity', 'reset')
    await expectNothingStored(await add(twoLines()), 1, /hint: /)
  })

  test.each([
    ['nothing', '', /standard input has no access key/],
    ['an ID alone', 'AKIAIOSFODNN7EXAMPLE\n', /standard input has no access key/],
    ['a session', `ASIAIOSFODNN7EXAMPLE\n${'s'.repeat(40)}\n`, /has the key of a session/],
    [
      'swapped halves',
      `${'s/'.repeat(20)}\nAKIAIOSFODNN7EXAMPLE\n`,
      /the secret where the ID should be/,
    ],
    [
      'two keys',
      `Access key ID,Secret access key\nAKIA1,${'s'.repeat(40)}\nAKIA2,${'s'.repeat(40)}\n`,
      /has 2 access keys/,
    ],
  ])('for %s', async (_, stdin, message) => {
    const result = await add(stdin)
    await expectNothingStored(result, 1, message)
    expect(result.stderr).not.toMatch(/s\/s\/|ssss/)
  })

  test('for a key of root, unless --root', async () => {
    const [alice] = scene.sts.model.users
    if (alice) alice.arn = 'arn:aws:iam::111111111111:root'
    await expectNothingStored(await add(twoLines()), 1, /a key of the root user[^]*--root/)
    const allowed = await add(twoLines(), '--root')
    expect(allowed).toMatchObject({ code: 0 })
    expect(allowed.stderr).toContain('nothing limits what it may do')
  })

  test('over another key, a role or another tool, unless --replace', async () => {
    await scene.configure(
      '[profile role]\nrole_arn = arn:aws:iam::222222222222:role/dev\nsource_profile = base\n[profile tool]\ncredential_process = aws-vault export tool\n',
    )
    const stdin = twoLines()
    await expectNothingStored(
      await scene.rolecall(['add', 'role', '--stdin'], { stdin }),
      1,
      /profile role has role_arn/,
    )
    await expectNothingStored(
      await scene.rolecall(['add', 'tool', '--stdin'], { stdin }),
      1,
      /profile tool runs another tool[^]*--replace/,
    )
    expect(await scene.rolecall(['add', 'tool', '--stdin', '--replace'], { stdin })).toMatchObject({
      code: 0,
    })
    expect(await scene.rolecall(['process', 'tool'])).toMatchObject({ code: 0 })
    const twice = await scene.rolecall(['add', 'tool', '--stdin'], { stdin })
    expect(twice).toMatchObject({ code: 1 })
    expect(twice.stderr).toContain('is already stored')
  })

  test('without a store that outlives a restart', async () => {
    const result = await scene.rolecall(['add', 'base', '--stdin', '--store', 'none'], {
      stdin: twoLines(),
    })
    await expectNothingStored(
      result,
      5,
      /a key cannot be stored in no store[^]*rolecall store file/,
    )
  })

  test('without a terminal or a source', async () => {
    const result = await scene.rolecall(['add', 'base'])
    await expectNothingStored(result, 4, /no key was given for base[^]*--stdin/)
    await expectNothingStored(await scene.rolecall(['add']), 2, /no profile was given/)
  })
})

test('store NAME moves the key, and store none keeps it', async () => {
  await add(twoLines())
  await scene.rolecall(['process', 'base'])
  const none = await scene.rolecall(['store', 'none', '--yes'])
  expect(none.stderr).toContain('1 key stayed in encrypted files')
  expect(none.stderr).toContain('forgot 1 session\n')
  const { code } = await scene.rolecall(['process', 'base', '--no-session'])
  expect(code).toBe(0)
})

test.skipIf(!keychainAvailable)(
  `the OS keychain keeps it, locked or not ${keychainReason}`,
  async () => {
    await using keychain = await startKeychain()
    const env = { ...scene.env, ...keychain.env, ROLECALL_KEY_FILE: '' }
    const added = await run(['add', 'base', '--stdin'], { env, stdin: twoLines() })
    expect(added).toMatchObject({ code: 0 })
    expect(added.stderr).toContain('stored the key of base in the OS keychain')
    expect(await run(['process', 'base'], { env })).toMatchObject({ code: 0 })
    await keychain.lock()
    const locked = await run(['process', 'base', '--no-session'], { env })
    expect(locked).toMatchObject({ code: 5, stdout: '' })
    expect(locked.stderr).toMatch(/the keychain is locked\nhint: unlock it/)
    const other = await run(['add', 'other', '--stdin'], { env, stdin: twoLines() })
    expect(other).toMatchObject({ code: 5 })
    await expectNoLeak(added, locked, other)
  },
)
