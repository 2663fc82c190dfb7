import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { descendants } from '../../src/system/process/caller/calling-program.js'
import { longTermKey } from '../support/sts-server/default-model.js'
import { profiles, startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
beforeEach(async () => {
  scene = await startScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const keyOf = (stdout: string): string =>
  (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId

test('one code for three roles of one key, in three regions and with three durations', async () => {
  const first = await scene.atTerminal(['login', 'dev'])
  expect(first.code).toBe(0)
  for (const args of [
    ['process', '--profile', 'admin'],
    ['process', '--profile', 'audit'],
    ['process', '--profile', 'dev', '--region', 'eu-central-1', '--duration', '45m'],
  ]) {
    expect(await scene.rolecall(args)).toMatchObject({ code: 0, stderr: '' })
  }
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
  const durations = scene.sts.calls('AssumeRole').map(({ params }) => params['DurationSeconds'])
  expect(durations).toEqual(['3600', '1800', '3600', '3600', '2700'])
  expect(scene.sts.calls('AssumeRole').filter(({ params }) => 'TokenCode' in params)).toEqual([])
})

test('long-term keys of another tool serve all roles with one code if the profile declares them', async () => {
  const { accessKeyId, secretAccessKey } = scene.key
  const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
  await scene.home.write('keys.json', JSON.stringify(keys))
  await scene.home.write('.aws/credentials', '')
  const base = 'credential_process = cat $HOME/keys.json\nrolecall_long_term_keys = true\n'
  await scene.configure(
    profiles(scene.serial).replace('[profile base]\n', `[profile base]\n${base}`),
  )
  expect(await scene.atTerminal(['login', 'dev', 'admin', 'audit'])).toMatchObject({ code: 0 })
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)

  await scene.home.write('keys.json', JSON.stringify({ ...keys, SessionToken: 'a-session' }))
  const asked = scene.sts.requests.length
  const refused = await scene.rolecall(['process', 'base', '--no-cache', '--mfa-code', '123456'])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain(
    'the credential_process of profile base returned a session instead of a long-term key\nhint: ',
  )
  expect(scene.sts.requests).toHaveLength(asked)
})

describe('a long-term key that the profile does not declare is named', () => {
  const NOTE = 'rolecall: the credential_process of profile base printed a long-term access key'
  beforeEach(async () => {
    const { accessKeyId, secretAccessKey } = scene.key
    const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
    await scene.home.write('keys.json', JSON.stringify(keys))
    await scene.home.write('.aws/credentials', '')
    const base = '[profile base]\ncredential_process = cat $HOME/keys.json\n'
    const without = `[profile nomfa]\nrole_arn = arn:aws:iam::222222222222:role/nomfa\nsource_profile = base\nregion = eu-west-1\nmfa_serial =\n`
    await scene.configure(`${profiles(scene.serial).replace('[profile base]\n', base)}${without}`)
  })

  test('if a role needs a code', async () => {
    const { code, shown } = await scene.atTerminal(['login', 'dev', '--refresh'])
    expect(code).toBe(0)
    const line = 'rolecall_long_term_keys = true in profile base, one MFA code covers every role'
    expect(shown.replaceAll(/\s+/g, ' ')).toContain(`${NOTE}: with ${line}`)
  })

  test('if the key itself is passed on, but not to an SDK', async () => {
    const named = ['--profile', 'base']
    const result = await scene.rolecall(['env', ...named])
    expect(result.code).toBe(0)
    expect(result.stdout).toContain(scene.key.accessKeyId)
    expect(result.stderr).toContain(
      `${NOTE}, which is passed on as it is: with rolecall_long_term_keys = true in profile base, rolecall returns a session instead\n`,
    )
    expect(await scene.rolecall(['process', ...named])).toMatchObject({ code: 0, stderr: '' })
  })

  test('but not if it makes no difference', async () => {
    expect(await scene.rolecall(['env', 'nomfa', '--refresh'])).toMatchObject({
      code: 0,
      stderr: '',
    })
  })
})

test('a hit needs neither STS nor the user, and prints the same', async () => {
  await scene.atTerminal(['login', 'dev'])
  const before = scene.sts.requests.length
  const [one, two] = [
    await scene.rolecall(['process', 'dev']),
    await scene.rolecall(['process', 'dev']),
  ]
  expect(one).toMatchObject({ code: 0, stderr: '' })
  expect(two.stdout).toBe(one.stdout)
  expect(scene.sts.requests).toHaveLength(before)
})

test('a session of seven hours is requested directly, with its own code', async () => {
  await scene.configure(
    `${profiles(scene.serial)}[profile long]
role_arn = arn:aws:iam::222222222222:role/long
source_profile = base
duration_seconds = 25200
`,
  )
  await scene.atTerminal(['login', 'dev'])
  expect(await scene.atTerminal(['login', 'long'])).toMatchObject({ code: 0 })
  const call = scene.sts.calls('AssumeRole').at(-1)
  expect(call?.params).toMatchObject({ DurationSeconds: '25200', SerialNumber: scene.serial })
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
})

test('a code is asked for again only after the MFA session has expired', async () => {
  scene.sts.sessionSeconds = 5
  await scene.atTerminal(['login', 'base'])
  expect(await scene.rolecall(['process', 'admin'])).toMatchObject({ code: 0 })
  const expiration = scene.sts.sessions[0]?.expiration ?? Infinity
  await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(expiration)
  const { code, stderr } = await scene.rolecall(['process', 'admin'])
  expect(code).toBe(4)
  expect(stderr).toContain('rolecall login admin')
  expect(await scene.atTerminal(['process', 'admin'])).toMatchObject({ code: 0 })
})

test('after a wrong code the prompt returns with the reason', async () => {
  using terminal = runInTerminal('rolecall', ['login', 'dev'], { env: scene.env })
  await terminal.waitFor(
    /MFA needed for dev in 222222222222, requested by [^\r\n]+[\r\n]+MFA code for \S+mfa\/alice: /,
  )
  const right = scene.sts.freshCode(scene.serial)
  terminal.send(`${right === '123456' ? '654321' : '123456'}\r`)
  await terminal.waitFor(
    /AWS did not accept that code; wait for the next one[\r\n]+MFA code for \S+: /,
  )
  terminal.send(`${right}\r`)
  expect((await terminal.exit).code).toBe(0)
  expect(terminal.transcript).toContain('dev: ready, 5')
})

test('the third wrong code is the last', async () => {
  using terminal = runInTerminal('rolecall', ['login', 'dev'], { env: scene.env })
  const right = scene.sts.code(scene.serial)
  const wrong = ['111111', '222222', '333333', '444444'].filter((code) => code !== right)
  for (const code of wrong.slice(0, 3)) {
    await terminal.waitFor(/MFA code for \S+: /)
    terminal.send(`${code}\r`)
  }
  expect((await terminal.exit).code).toBe(3)
  expect(terminal.transcript).toContain('AWS did not accept the MFA code')
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(3)
})

test('a code that was already used is refused with the reason, and never sent', async () => {
  const used = scene.sts.freshCode(scene.serial)
  expect(await scene.rolecall(['login', 'dev', '--mfa-code', used])).toMatchObject({ code: 0 })
  using terminal = runInTerminal('rolecall', ['login', 'dev', '--refresh'], { env: scene.env })
  await terminal.waitFor(/MFA code for \S+: /)
  terminal.send(`${used}\r`)
  await terminal.waitFor(/that code was already used; wait for the next one \(\d+ s\)/)
  terminal.send(`${scene.sts.freshCode(scene.serial)}\r`)
  expect((await terminal.exit).code).toBe(0)
  expect(scene.sts.calls('GetSessionToken').filter(({ code }) => code)).toHaveLength(0)
})

test('three unusable answers end with a hint; without a terminal the refusal is in the error', async () => {
  using terminal = runInTerminal('rolecall', ['login', 'dev'], { env: scene.env })
  for (let asked = 0; asked < 3; asked++) {
    await terminal.waitFor(/MFA code for \S+: /)
    terminal.send('no code\r')
  }
  expect((await terminal.exit).code).toBe(4)
  expect(terminal.transcript).toMatch(
    /no usable MFA code was entered\S*\s+\S*hint:\S* wait until the device shows the next code/,
  )
  const wrong = scene.sts.freshCode(scene.serial) === '123456' ? '654321' : '123456'
  const { code, stderr } = await scene.rolecall(['login', 'dev', '--mfa-code', wrong])
  expect(code).toBe(4)
  expect(stderr).toBe(
    'rolecall: AWS did not accept that code, and there is no terminal to prompt on\n' +
      'hint: run `rolecall login dev` in a terminal first\n',
  )
})

test('a code is not sent again if the response is lost, because STS may have accepted it', async () => {
  scene.sts.fault('GetSessionToken', 'reset')
  const code = scene.sts.freshCode(scene.serial)
  const lost = await scene.rolecall(['login', 'dev', '--mfa-code', code])
  expect(lost).toMatchObject({ code: 1, stdout: '' })
  expect(lost.stderr).toContain('rolecall: STS could not be reached: read ECONNRESET')
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
  scene.sts.clearFaults()
})

test.each([3600_000, -3600_000])(
  'a clock that is off by %i ms costs no second code',
  async (shift) => {
    scene.sts.clockShift = shift
    const code = scene.sts.freshCode(scene.serial)
    expect(await scene.rolecall(['login', 'dev', '--mfa-code', code])).toMatchObject({ code: 0 })
    const [refused, accepted] = scene.sts.calls('GetSessionToken')
    expect([refused?.code, accepted?.code]).toEqual(['SignatureDoesNotMatch', undefined])
  },
)

test('if the clock is off by less than STS tolerates, no code is sent twice', async () => {
  scene.sts.clockShift = 600_000
  const device = ['--serial-number', scene.serial, '--token-code', '123456']
  const wrong = ['sts', 'get-session-token', '--profile', 'base', ...device, '--no-input']
  expect(await scene.rolecall(wrong)).toMatchObject({ code: 4, stdout: '' })
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
})

test('a role that requires a more recent MFA prompts for a code instead of failing for hours', async () => {
  await scene.configure(
    `${profiles(scene.serial)}[profile young]
role_arn = arn:aws:iam::222222222222:role/young
source_profile = base
`,
  )
  await scene.atTerminal(['login', 'dev'])
  const [mfaSession] = scene.sts.sessions
  if (mfaSession) mfaSession.mfaAt = Date.now() - 3600_000
  const { code, shown } = await scene.atTerminal(['process', 'young'])
  expect(code).toBe(0)
  expect(shown).toContain('MFA needed for young in 222222222222')
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(2)
  // The new MFA session serves the other roles as well.
  expect(await scene.rolecall(['process', 'admin'])).toMatchObject({ code: 0 })
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(2)
})

test('a cached MFA session that STS no longer knows is replaced', async () => {
  await scene.atTerminal(['login', 'dev'])
  const [mfaSession] = scene.sts.sessions
  if (mfaSession) mfaSession.status = 'Inactive'
  expect(await scene.atTerminal(['process', 'admin'])).toMatchObject({ code: 0 })
})

test('a role that denies the user costs one more code, not one each time', async () => {
  await scene.configure(
    `${profiles(scene.serial)}[profile locked]
role_arn = arn:aws:iam::222222222222:role/break-glass
source_profile = base
`,
  )
  await scene.atTerminal(['login', 'dev'])
  const first = await scene.atTerminal(['process', 'locked'])
  expect(first).toMatchObject({ code: 3 })
  const second = await scene.atTerminal(['process', 'locked'], 0)
  expect(second).toMatchObject({ code: 3 })
  expect(second.shown).toContain('rolecall: AWS denied this')
})

test('without a terminal the old MFA session stays cached', async () => {
  await scene.configure(
    `${profiles(scene.serial)}[profile locked]
role_arn = arn:aws:iam::222222222222:role/break-glass
source_profile = base
`,
  )
  await scene.atTerminal(['login', 'dev'])
  expect(await scene.rolecall(['process', 'locked'])).toMatchObject({ code: 3, stdout: '' })
  expect(await scene.rolecall(['process', 'admin'])).toMatchObject({ code: 0 })
})

test('an edited profile or another key never gets the earlier session', async () => {
  const shown = new Set<string>()
  const variants = [
    'role_arn = arn:aws:iam::222222222222:role/nomfa',
    'role_arn = arn:aws:iam::222222222222:role/batch',
    'role_arn = arn:aws:iam::222222222222:role/nomfa\nduration_seconds = 1800',
    'role_arn = arn:aws:iam::222222222222:role/nomfa\nexternal_id = another',
    'role_arn = arn:aws:iam::222222222222:role/nomfa\nsession_tags = team=blue',
    'role_arn = arn:aws:iam::222222222222:role/nomfa\nsource_identity = alice',
    'role_arn = arn:aws:iam::222222222222:role/nomfa\nrole_session_name = someone',
  ]
  for (const variant of variants) {
    await scene.configure(`[profile edited]\nsource_profile = base\n${variant}\n`)
    const { stdout, stderr } = await scene.rolecall(['process', 'edited'])
    expect(stderr).toBe('')
    shown.add(keyOf(stdout))
  }
  const policy = '{"Version":"2012-10-17","Statement":[]}'
  await scene.configure(`[profile edited]\nsource_profile = base\n${variants[0]}\n`)
  shown.add(keyOf((await scene.rolecall(['process', 'edited', '--policy', policy])).stdout))
  const newKey = longTermKey()
  scene.sts.model.users[0]?.keys.push(newKey)
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${newKey.accessKeyId}\naws_secret_access_key = ${newKey.secretAccessKey}\n`,
  )
  shown.add(keyOf((await scene.rolecall(['process', 'edited'])).stdout))
  expect(shown.size).toBe(variants.length + 2)
})

test('the prompt ends with the program that asked, so that no answer goes nowhere', async () => {
  // An SDK that gives up leaves its helper behind. Its name is that of a script.
  await scene.home.write('sdk', 'rolecall process dev 2>said; echo "status $?" >>said\n')
  using terminal = runInTerminal('sh', ['-c', 'sh ./sdk; sleep 20'], {
    env: scene.env,
    cwd: scene.home.path,
  })
  await terminal.waitFor(/MFA code for \S+: /)
  const [sdk = 0] = descendants(terminal.pid, process.platform).toReversed()
  process.kill(sdk, 'SIGKILL')
  await expect
    .poll(() => readFile(join(scene.home.path, 'said'), 'utf8'), { timeout: 10_000 })
    .toContain('the program that asked for the credentials has ended')
})
