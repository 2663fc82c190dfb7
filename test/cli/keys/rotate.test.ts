import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { keychainAvailable, keychainReason, startKeychain } from '../../support/keychain.js'
import { run, type RunResult } from '../../support/run.js'
import { scriptedPass } from '../../support/scripted-pass.js'
import { longTermKey } from '../../support/sts-server/default-model.js'
import type { AccessKey } from '../../support/sts-server/model.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
  await add('base', scene.key)
})
afterEach(() => scene[Symbol.asyncDispose]())

async function add(profile: string, { accessKeyId, secretAccessKey }: KeyScene['key']) {
  const stdin = `${accessKeyId}\n${secretAccessKey}\n`
  expect(await scene.rolecall(['add', profile, '--stdin'], { stdin })).toMatchObject({ code: 0 })
}

const rotate = (...flags: string[]): Promise<RunResult> =>
  scene.rolecall(['rotate', 'base', ...flags], { timeoutMs: 60_000 })
const keys = (): AccessKey[] => scene.sts.model.users[0]?.keys ?? []
const states = (): string[] => keys().map(({ accessKeyId, status }) => `${accessKeyId} ${status}`)
const json = (text: string): Record<string, string> => JSON.parse(text) as Record<string, string>
const journals = async (): Promise<string[]> =>
  (await scene.home.files()).filter((file) => file.includes('/rotations/'))

async function keyInUse(profile = 'base'): Promise<Record<string, string>> {
  return json((await scene.rolecall(['process', profile, '--no-session'])).stdout)
}

/** The profile has this key, and AWS knows it. */
async function expectInUse(key: AccessKey | undefined, profile = 'base'): Promise<void> {
  expect(key?.status).toBe('Active')
  expect(await keyInUse(profile)).toMatchObject({
    AccessKeyId: key?.accessKeyId,
    SecretAccessKey: key?.secretAccessKey,
  })
  expect(await scene.rolecall(['process', profile, '--refresh'])).toMatchObject({ code: 0 })
}

/** No secret is in the output, nor in any file in the clear. */
async function expectNoLeak(...results: RunResult[]): Promise<void> {
  const secrets = [scene.key, ...keys()].map(({ secretAccessKey }) => secretAccessKey)
  for (const { stdout, stderr } of results) {
    expect(secretsIn(stdout + stderr, secrets)).toEqual([])
  }
  expect(await scene.home.searchFor(secrets)).toEqual([])
}

describe('rolecall rotate', () => {
  test('replaces the key, and deactivates the old one with the new one', async () => {
    await scene.rolecall(['process', 'base'])
    const { accessKeyId: old } = scene.key
    const done = await rotate()
    const [first, second] = keys()
    expect(done).toMatchObject({ code: 0, stdout: '' })
    expect(done.stderr.split('\n').slice(0, 3)).toEqual([
      `rolecall: created ${second?.accessKeyId} for alice`,
      `rolecall: base uses ${second?.accessKeyId} now, in encrypted files`,
      `rolecall: deactivated ${old} in AWS: the next rotation deletes it`,
    ])
    expect(first).toMatchObject({ accessKeyId: old, status: 'Inactive' })
    await expectInUse(second)
    expect(
      (await scene.rolecall(['status', '--json'])).stdout.split('GetSessionToken'),
    ).toHaveLength(2)
    expect(await journals()).toEqual([])
    await expectNoLeak(done)
  })

  test('deletes the one before, and with --delete-old the old one too', async () => {
    await rotate()
    const again = await rotate('--delete-old', '--json')
    expect(again).toMatchObject({ code: 0 })
    const [left, ...others] = keys()
    expect(others).toEqual([])
    expect(JSON.parse(again.stdout)).toMatchObject([
      { profiles: ['base'], accessKeyId: left?.accessKeyId, old: 'deleted', resumed: false },
    ])
    expect(again.stderr).toContain(`deleted ${scene.key.accessKeyId} in AWS, which the last`)
    await expectInUse(left)
    await expectNoLeak(again)
  })

  test('rotates the key of two profiles once, for both', async () => {
    await add('other', scene.key)
    const done = await scene.rolecall(['rotate', '--all', '--json'])
    expect(JSON.parse(done.stdout)).toMatchObject([{ profiles: ['base', 'other'] }])
    expect(scene.iam.calls('CreateAccessKey')).toHaveLength(1)
    await expectInUse(keys()[1], 'base')
    await expectInUse(keys()[1], 'other')
  })

  test('--older-than leaves young keys alone', async () => {
    const young = await rotate('--older-than', '36500d')
    expect(young).toMatchObject({ code: 0, stdout: '' })
    expect(young.stderr).toMatch(/^rolecall: nothing to do: base: it is \d+ days old\n$/)
    expect(await rotate('--older-than', '1d')).toMatchObject({ code: 0 })
    const calls = scene.iam.requests.length
    const again = await rotate('--older-than', '1d')
    expect(again.stderr).toBe('rolecall: nothing to do: the key of base is younger than 1d\n')
    expect(scene.iam.requests).toHaveLength(calls)
    expect(await rotate('--older-than', 'old')).toMatchObject({ code: 2 })
  })

  test('is signed by the MFA session if the profile has a device, with one code', async () => {
    await scene.rolecall(['configure', 'base', '--mfa-serial', scene.serial, '--yes'])
    scene.iam.mfaActions = ['ListAccessKeys', 'CreateAccessKey', 'UpdateAccessKey']
    const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    expect(await scene.rolecall(['rotate', 'base'], { env })).toMatchObject({ code: 0 })
    expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
    expect(states()).toEqual([
      `${scene.key.accessKeyId} Inactive`,
      expect.stringMatching(/ Active$/),
    ])
    expect((await scene.rolecall(['status', '--json'])).stdout).toContain('"sessions":[]')
    const next = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    expect(await scene.rolecall(['process', 'base'], { env: next })).toMatchObject({ code: 0 })
  })

  test('says which permission is missing, and that policies may demand MFA', async () => {
    scene.iam.mfaActions = ['CreateAccessKey']
    const refused = await rotate()
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(
      /perform: iam:CreateAccessKey.*; no key was created, and base keeps AKIA\w+\nhint: a policy must allow iam:CreateAccessKey on your own user, and may demand an MFA session/,
    )
    expect(await journals()).toEqual([])
    await expectInUse(keys()[0])
  })

  test('asks a person, who may decline', async () => {
    using terminal = runInTerminal('rolecall', ['rotate'], { env: scene.env })
    await terminal.waitFor(/Key to rotate/)
    terminal.send('\r')
    await terminal.waitFor(/Rotate AKIA\w+ of base\? Copies of it elsewhere stop working\./)
    terminal.send('n\r')
    expect(await terminal.exit).toMatchObject({ code: 130 })
    expect(scene.iam.requests).toEqual([])
  })

  test('names what is wrong', async () => {
    await scene.configure(
      `${await scene.awsFile('config')}
[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
[profile plain]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${'s'.repeat(40)}
`,
    )
    const calls = scene.iam.requests.length
    const said = async (...args: string[]): Promise<string> =>
      (await scene.rolecall(['rotate', ...args])).stderr
    expect(await said()).toMatch(/no profile was given\nhint: .*rolecall rotate --all/)
    expect(await said('bsae')).toMatch(/there is no profile bsae\nhint: .*base/)
    expect(await said('dev')).toMatch(
      /no key of profile dev is stored\nhint: .*rolecall rotate base/,
    )
    expect(await said('plain')).toMatch(/hint: .*rolecall import plain --from credentials/)
    expect(await said('base', '--all')).toMatch(/cannot be combined/)
    expect(scene.iam.requests).toHaveLength(calls)
  })

  test('refuses a key with a plaintext copy, which SDKs would go on using', async () => {
    const { accessKeyId, secretAccessKey } = scene.key
    await scene.home.write(
      '.aws/credentials',
      `[copy]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    )
    const refused = await rotate()
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(
      /is also in \S+credentials, for copy, and would stop working there\nhint: .*rolecall import copy --from credentials/,
    )
    expect(scene.iam.requests).toEqual([])
  })
})

describe('AWS allows two keys a user', () => {
  const second = (status: AccessKey['status']): AccessKey => {
    const key: AccessKey = { ...longTermKey(), status, lastUsed: Date.now() - 40 * 86_400_000 }
    keys().push(key)
    return key
  }

  test('two active keys: it says which are used since when, and how to go on', async () => {
    const other = second('Active')
    const refused = await rotate()
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(
      new RegExp(
        `alice has two active keys, and AWS does not allow a third: ${scene.key.accessKeyId} of base, last used 0 days ago, and ${other.accessKeyId}, last used 40 days ago\nhint: if nothing needs ${other.accessKeyId}, deactivate it: rolecall exec base --no-session -- aws iam update-access-key --user-name alice --access-key-id ${other.accessKeyId} --status Inactive; then rolecall rotate base`,
      ),
    )
    expect(keys()).toHaveLength(2)
  })

  test('an inactive one is deleted only if the user says so', async () => {
    const other = second('Inactive')
    const refused = await rotate()
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(
      /second key, AKIA\w+ \(inactive\), last used 40 days ago.*\nhint: .*rolecall rotate base --delete-inactive\n/,
    )
    expect(keys()).toContain(other)
    expect(await rotate('--delete-inactive')).toMatchObject({ code: 0 })
    expect(keys()).not.toContain(other)
    await expectInUse(keys()[1])
  })

  test('a person is asked, and no is the default', async () => {
    second('Inactive')
    const args = ['rotate', 'base', '--yes']
    using terminal = runInTerminal('rolecall', args, { env: scene.env })
    await terminal.waitFor(/alice has a second key, AKIA\w+ \(inactive\)/)
    terminal.send('\r')
    expect(await terminal.exit).toMatchObject({ code: 130 })
    expect(keys()).toHaveLength(2)
  })
})

describe('AWS is eventually consistent', () => {
  test.each([1, 4])('%i requests do not see a change', async (lag) => {
    scene.iam.lag = lag
    for (const flags of [[], ['--delete-old'], []]) {
      const done = await rotate(...flags)
      expect(done).toMatchObject({ code: 0, stdout: '' })
      expect(done.stderr).toMatch(/AWS does not know AKIA\w+ yet: trying for 30 s/)
      await expectInUse(keys().find(({ status }) => status === 'Active'))
    }
    expect(keys()).toHaveLength(2)
  })

  test('a new key that AWS does not know yet is added all the same', async () => {
    const user = scene.sts.model.users[0]
    const key = { ...longTermKey(), unknownFor: 2 }
    if (user) user.keys = [key]
    const stdin = `${key.accessKeyId}\n${key.secretAccessKey}\n`
    const added = await scene.rolecall(['add', 'new', '--stdin'], { stdin })
    expect(added).toMatchObject({ code: 0 })
    expect(added.stderr).toContain(`AWS does not know ${key.accessKeyId} yet: trying for 6 s`)
    key.unknownFor = 2
    expect(await scene.rolecall(['process', 'new'])).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('a fault of AWS', () => {
  test.each(['reset', 'throttle', 'internal-error'] as const)(
    '%s once at any operation: the key is rotated',
    async (fault) => {
      for (const operation of ['ListAccessKeys', 'CreateAccessKey', 'UpdateAccessKey']) {
        scene.iam.fault(operation, fault, { times: 1 })
        expect({ operation, ...(await rotate()) }).toMatchObject({ operation, code: 0 })
        await expectInUse(keys()[1])
      }
      expect(keys()).toHaveLength(2)
    },
  )

  test('an answer of CreateAccessKey that is lost leaves no key behind', async () => {
    scene.iam.fault('CreateAccessKey', 'reset', { times: 3 })
    const done = await rotate()
    expect(done).toMatchObject({ code: 0 })
    expect(done.stderr).toMatch(/deleted AKIA\w+, whose secret was lost/)
    expect(keys()).toHaveLength(2)
    await expectInUse(keys()[1])
  })

  test('the new key cannot be checked: both exist, and the next run goes on', async () => {
    scene.sts.fault('GetCallerIdentity', 'internal-error')
    const stopped = await rotate()
    expect(stopped).toMatchObject({ code: 1, stdout: '' })
    expect(stopped.stderr).toMatch(
      /base keeps AKIA\w+, and the new key AKIA\w+ is stored too\nhint: .*rolecall rotate base/,
    )
    await expectInUse(keys()[0])
    scene.sts.clearFaults()
    const next = await rotate('--json')
    expect(next).toMatchObject({ code: 0 })
    expect(JSON.parse(next.stdout)).toMatchObject([{ resumed: true }])
    expect(scene.iam.calls('CreateAccessKey')).toHaveLength(1)
    await expectInUse(keys()[1])
    await expectNoLeak(stopped, next)
  })

  test('the old key cannot be deactivated: the new one is used, and the next run goes on', async () => {
    scene.iam.deniedActions = ['UpdateAccessKey']
    const stopped = await rotate()
    expect(stopped).toMatchObject({ code: 3, stdout: '' })
    expect(stopped.stderr).toMatch(
      /base uses AKIA\w+, and AKIA\w+ is still in AWS\nhint: .*rolecall rotate base/,
    )
    await expectInUse(keys()[1])
    const during = await scene.rolecall(['add', 'base', '--stdin', '--replace'], {
      stdin: `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`,
    })
    expect(during).toMatchObject({ code: 1 })
    expect(during.stderr).toContain('hint: finish it: rolecall rotate base')
    scene.iam.deniedActions = []
    expect(await rotate('--older-than', '90d')).toMatchObject({ code: 0 })
    expect(keys().map(({ status }) => status)).toEqual(['Inactive', 'Active'])
    expect(scene.iam.calls('CreateAccessKey')).toHaveLength(1)
  })
})

describe('a fault of the store', () => {
  /** Puts a folder in the place of a file, so that it can be neither read nor written. */
  async function obstruct(kind: string): Promise<string> {
    const index = (await scene.home.files()).find((file) => file.includes(`/${kind}/`)) ?? ''
    const { key } = json(await readFile(index, 'utf8'))
    const files = await scene.home.files()
    return files.find((file) => file.endsWith(`${key}.sealed`)) ?? ''
  }

  test('the journal cannot be written: AWS is not asked for a key', async () => {
    const state = `${scene.env['XDG_STATE_HOME']}/rolecall`
    await writeFile(`${state}/rotations`, 'in the way')
    const stopped = await rotate()
    expect(stopped).toMatchObject({ code: 1, stdout: '' })
    expect(stopped.stderr).toMatch(/; no key was created, and base keeps AKIA\w+\nhint: /)
    expect(scene.iam.calls('CreateAccessKey')).toEqual([])
    await expectInUse(keys()[0])
  })

  test('the key cannot be read: AWS is not asked for another', async () => {
    const item = await obstruct('keys')
    const sealed = await readFile(item)
    await writeFile(item, sealed.subarray(0, 40))
    const stopped = await rotate()
    expect(stopped).toMatchObject({ code: 5, stdout: '' })
    expect(scene.iam.requests).toEqual([])
  })

  test('another passphrase: the store is locked, and nothing happens', async () => {
    const other = await scene.home.write('other-key', 'x'.repeat(64))
    const env = { ROLECALL_KEY_FILE: other }
    const stopped = await scene.rolecall(['rotate', 'base'], { env })
    expect(stopped).toMatchObject({ code: 5, stdout: '' })
    expect(scene.iam.requests).toEqual([])
    await expectInUse(keys()[0])
  })

  test('the profile cannot get the new key: the journal has it, and the next run goes on', async () => {
    const item = await obstruct('keys')
    const sealed = await readFile(item)
    await scene.rolecall(['process', 'base'])
    // The sealed file is replaced by a folder once the journal is there.
    const { rm } = await import('node:fs/promises')
    scene.sts.latency = 400
    const running = rotate()
    await journalWithKey()
    await rm(item)
    await mkdir(item)
    await writeFile(`${item}/full`, '')
    const stopped = await running
    scene.sts.latency = 0
    expect(stopped).toMatchObject({ code: 5, stdout: '' })
    expect(stopped.stderr).toMatch(
      /the new key AKIA\w+ works and is in the journal, and AKIA\w+ is still active/,
    )
    await rm(item, { recursive: true })
    await writeFile(item, sealed, { mode: 0o600 })
    expect(await rotate()).toMatchObject({ code: 0 })
    await expectInUse(keys()[1])
    expect(scene.iam.calls('CreateAccessKey')).toHaveLength(1)
  })

  async function journalWithKey(): Promise<void> {
    while (scene.sts.calls('GetCallerIdentity').length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
})

test('no secret is in a log, in argv, in the environment of a child, or in the journal', async () => {
  await scene.home.write(
    'print-code',
    `tr '\\0' '\\n' < /proc/self/environ > $HOME/seen\ncat /proc/[0-9]*/cmdline >> $HOME/seen 2>/dev/null\ncat $HOME/code\n`,
  )
  await scene.home.write('code', `${scene.sts.freshCode(scene.serial)}\n`)
  const config = await scene.awsFile('config')
  await scene.configure(
    `${config}mfa_serial = ${scene.serial}\nmfa_process = /bin/sh $HOME/print-code\n`,
  )
  scene.iam.deniedActions = ['UpdateAccessKey']
  const stopped = await rotate('--debug')
  expect(stopped).toMatchObject({ code: 3, stdout: '' })
  expect(await readFile(`${scene.home.path}/seen`, 'utf8')).toContain('rotate')
  expect((await journals()).length).toBe(1)
  expect(await scene.home.searchFor(scene.sts.secrets())).toEqual([])
  scene.iam.deniedActions = []
  await scene.home.write('code', `${scene.sts.freshCode(scene.serial)}\n`)
  const next = await rotate('--debug', '--json')
  expect(next).toMatchObject({ code: 0 })
  expect(await scene.home.searchFor(scene.sts.secrets())).toEqual([])
  for (const { stdout, stderr } of [stopped, next]) {
    expect(secretsIn(stdout + stderr, scene.sts.secrets())).toEqual([])
  }
})

test.skipIf(!keychainAvailable)(`the OS keychain has the new key ${keychainReason}`, async () => {
  await using keychain = await startKeychain()
  const env = { ...scene.env, ...keychain.env, ROLECALL_KEY_FILE: '' }
  const { accessKeyId, secretAccessKey } = scene.key
  const stdin = `${accessKeyId}\n${secretAccessKey}\n`
  await scene.rolecall(['remove', 'base', '--yes'])
  expect(await run(['add', 'base', '--stdin'], { env, stdin })).toMatchObject({ code: 0 })
  const done = await run(['rotate', 'base'], { env })
  expect(done).toMatchObject({ code: 0, stdout: '' })
  expect(done.stderr).toMatch(/base uses AKIA\w+ now, in the OS keychain/)
  const handed = await run(['process', 'base', '--no-session'], { env })
  expect(json(handed.stdout)).toMatchObject({ SecretAccessKey: keys()[1]?.secretAccessKey })
  const before = states()
  await keychain.lock()
  const locked = await run(['rotate', 'base'], { env })
  expect(locked).toMatchObject({ code: 5, stdout: '' })
  expect(locked.stderr).toMatch(/the keychain is locked\nhint: unlock it/)
  expect(states()).toEqual(before)
  await expectNoLeak(done, locked)
})

test('remove forgets both keys of an interrupted rotation, and says that they still work', async () => {
  scene.iam.deniedActions = ['UpdateAccessKey']
  await rotate()
  scene.iam.deniedActions = []
  const refused = await scene.rolecall(['remove', 'base', '--delete', '--yes'])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('hint: finish it: rolecall rotate base')
  const removed = await scene.rolecall(['remove', 'base', '--yes'])
  expect(removed).toMatchObject({ code: 0 })
  for (const { accessKeyId } of keys()) {
    expect(removed.stderr).toContain(`${accessKeyId} still works in AWS`)
  }
  expect(await journals()).toEqual([])
  expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
})

test('a journal moves with the key to another store', async () => {
  scene.sts.fault('GetCallerIdentity', 'internal-error')
  expect(await rotate()).toMatchObject({ code: 1 })
  scene.sts.clearFaults()
  const pass = await scriptedPass(scene.home)
  const env = { PATH: pass.env['PATH'] ?? '' }
  const moved = await scene.rolecall(['store', 'pass'], { env })
  expect(moved).toMatchObject({ code: 0 })
  const next = await scene.rolecall(['rotate', 'base', '--json'], { env })
  expect(next).toMatchObject({ code: 0 })
  expect(JSON.parse(next.stdout)).toMatchObject([{ resumed: true }])
  const handed = await scene.rolecall(['process', 'base', '--no-session'], { env })
  expect(json(handed.stdout)).toMatchObject({ SecretAccessKey: keys()[1]?.secretAccessKey })
})

test('two rotations at once: one rotates, the other sees that it is done', async () => {
  scene.sts.latency = 300
  const results = await Promise.all([rotate(), rotate()])
  expect(results.map(({ code }) => code)).toEqual([0, 0])
  expect(scene.iam.calls('CreateAccessKey')).toHaveLength(1)
  expect(
    results.filter(({ stderr }) => stderr.includes('another process has just rotated it')),
  ).toHaveLength(1)
  await expectInUse(keys()[1])
})

test('fifty process calls during a rotation all succeed', async () => {
  await scene.configure(
    `${await scene.awsFile('config')}region = eu-west-1\n[profile dev]\nrole_arn = arn:aws:iam::222222222222:role/nomfa\nsource_profile = base\nregion = eu-west-1\n`,
  )
  await scene.rolecall(['process', 'base'])
  let isOver = false
  const rotating = rotate().finally(() => (isOver = true))
  const results: RunResult[] = []
  const flags = [['base'], ['base', '--no-cache'], ['dev', '--refresh'], ['dev', '--no-cache']]
  const caller = async (): Promise<void> => {
    for (let call = 0; call < 5 || !isOver; call++) {
      const args = flags[(results.length + call) % flags.length] ?? []
      results.push(await scene.rolecall(['process', ...args], { timeoutMs: 60_000 }))
    }
  }
  await Promise.all(Array.from({ length: 10 }, caller))
  expect(await rotating).toMatchObject({ code: 0 })
  expect(results.length).toBeGreaterThanOrEqual(50)
  for (const { code, stdout, stderr } of results) {
    expect({ code, stderr, isJson: stdout.startsWith('{"Version":1') }).toEqual({
      ...{ code: 0, stderr: '', isJson: true },
    })
  }
}, 120_000)

test('a process that read the old key before it was deactivated goes on with the new one', async () => {
  scene.sts.latency = 1500
  const slow = scene.rolecall(['process', 'base'])
  while (scene.sts.calls('GetSessionToken').length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  // The request has arrived, and is answered after the rotation.
  const [old] = keys()
  if (old) old.status = 'Inactive'
  const fresh = longTermKey()
  keys().push(fresh)
  await rememberRotated(fresh)
  const done = await slow
  expect(done).toMatchObject({ code: 0, stderr: '' })
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(2)
})

/** Stores another key, as a rotation does. */
async function rememberRotated({ accessKeyId, secretAccessKey }: AccessKey): Promise<void> {
  const stdin = `${accessKeyId}\n${secretAccessKey}\n`
  const args = ['add', 'base', '--stdin', '--replace', '--no-verify']
  expect(await scene.rolecall(args, { stdin })).toMatchObject({ code: 0 })
}
