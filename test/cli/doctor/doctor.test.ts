import { chmod, readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeFloor } from '../../../src/cli/doctor/checks/programs.js'
import { startHangingBus } from '../../support/hanging-bus.js'
import { keychainAvailable, keychainReason, startKeychain } from '../../support/keychain.js'
import { manyProfiles } from '../../support/many-profiles.js'
import { runCommand } from '../../support/run.js'
import { startScene } from '../../support/scene.js'
import { runInTerminal } from '../../support/terminal.js'
import { startDateServer, type DateServer } from './date-server.js'
import { configOf, doctorHome, HEALTHY } from './home.js'

let sts: DateServer
beforeAll(async () => {
  sts = await startDateServer(0)
})
afterAll(() => sts[Symbol.asyncDispose]())

test('in a healthy home there is nothing to find, and nothing is written', async () => {
  await using scene = await doctorHome(sts.url)
  const before = await scene.home.files()
  const result = await scene.rolecall(['doctor'])
  expect(result).toMatchObject({ code: 0, stdout: '', stderr: 'rolecall: no problems found\n' })
  const written = (await scene.home.files()).filter((file) => !before.includes(file))
  expect(written.filter((file) => !file.includes('/.cache/'))).toEqual([])
  expect(await scene.rolecall(['doctor', '--fix'])).toMatchObject({
    ...{ code: 0, stdout: '' },
    stderr: 'rolecall: nothing to do: no problems found\n',
  })
})

test.each([
  [
    'without profiles it says what to do first',
    '',
    `note: there are no profiles in CONFIG and CREDENTIALS
  for IAM Identity Center, run rolecall configure; otherwise store an access key, then add a role:
    rolecall add base && rolecall configure dev
`,
  ],
  [
    'with a session of IAM Identity Center alone, its roles come first',
    '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n',
    `note: there are no profiles in CONFIG and CREDENTIALS
  list the roles of corp, which need no profiles:
    rolecall accounts corp
`,
  ],
])('%s', async (_what, config, findings) => {
  await using scene = await doctorHome(sts.url, config)
  const result = await scene.rolecall(['doctor'])
  const credentials = join(scene.home.path, '.aws/credentials')
  const stdout = result.stdout
    .replace(configOf(scene), 'CONFIG')
    .replace(credentials, 'CREDENTIALS')
  expect({ ...result, stdout }).toMatchObject({
    ...{ code: 0, stdout: findings },
    stderr: 'rolecall: 1 note\n',
  })
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 's' }
  const more = await scene.rolecall(['doctor'], keys)
  if (config === '') expect(more.stderr).toBe('rolecall: no problems found\n')
})

test('only the profile that is named, and those that it leads to', async () => {
  const config = `${HEALTHY}
[profile x]
role_arn = nonsense
source_profile = base
`
  await using scene = await doctorHome(sts.url, config)
  expect(await scene.examine(['audit'])).toHaveLength(0)
  expect(await scene.examine(['x'])).toMatchObject([{ check: 'profiles', profiles: ['x'] }])
  const unknown = await scene.rolecall(['doctor', 'audti'])
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toBe('rolecall: there is no profile audti\nhint: did you mean audit?\n')
})

// Half a minute more than what it says: a busy machine receives the server's time late.
test.each([
  [3_630_000, 'error', '1 h behind that of AWS: AWS refuses signatures'],
  [-150_000, 'warning', '2 min ahead of that of AWS: AWS may refuse codes'],
] as const)('a clock that differs by %i ms', async (offset, severity, says) => {
  await using server = await startDateServer(offset)
  await using scene = await doctorHome(server.url)
  expect(await scene.examine()).toMatchObject([
    { check: 'clock', severity, message: expect.stringContaining(says) as string },
  ])
  expect([await scene.examine(['--offline']), server.requests()]).toEqual([[], 1])
})

test('without a home, or in one that is not there, it ends and says so', async () => {
  for (const HOME of ['/nowhere', '']) {
    const env = { HOME, AWS_ENDPOINT_URL_STS: sts.url, ROLECALL_STORE: 'none' }
    const script = `unset XDG_STATE_HOME; exec node ${join(process.cwd(), 'bin/rolecall.js')} doctor`
    const { code, stdout } = await runCommand('sh', ['-c', script], { env })
    if (HOME !== '') expect([code, stdout]).toEqual([1, expect.stringContaining(HOME)])
    else expect(code).toBeLessThan(2)
  }
})

test('a keychain that hangs', async () => {
  await using bus = await startHangingBus()
  await using scene = await doctorHome(sts.url)
  const env = { ...bus.env, ROLECALL_STORE: 'keychain' }
  expect(await scene.examine([], env)).toMatchObject([
    {
      ...{ check: 'stores', severity: 'error' },
      message: 'the keychain did not respond within 1.5 s: no session can be stored there',
      command: 'systemctl --user restart gnome-keyring-daemon',
    },
  ])
  expect(bus.connections()).toBe(1)
  // On a terminal it shows what it waits for, and erases that.
  using terminal = runInTerminal('rolecall', ['doctor'], { env: { ...scene.env, ...env } })
  await terminal.waitFor(/the stores/)
  expect(await terminal.exit).toMatchObject({ code: 1 })
})

describe.skipIf(!keychainAvailable)(`with a keychain ${keychainReason}`, () => {
  test('one that is locked, or out of reach, is named with what it holds', async () => {
    await using keychain = await startKeychain({ prompter: 'none' })
    await using scene = await startScene()
    const env = { ...keychain.env, ROLECALL_KEY_FILE: '' }
    const code = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    const login = await scene.rolecall(['login', 'dev'], { env: { ...env, ...code } })
    expect(login).toMatchObject({ code: 0 })
    const stores = async (more: Record<string, string>): Promise<unknown> => {
      const { stdout } = await scene.rolecall(['doctor', '--json'], { env: { ...env, ...more } })
      const { findings } = JSON.parse(stdout) as { findings: { check: string; message: string }[] }
      return findings.filter(({ check }) => check === 'stores').map(({ message }) => message)
    }
    expect(await stores({})).toEqual([])
    expect(await stores({ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '' })).toEqual([
      'the keychain cannot be reached: no D-Bus session bus is named in DBUS_SESSION_BUS_ADDRESS: 2 secrets there cannot be used',
    ])
    await keychain.lock()
    expect(await stores({})).toEqual(['the keychain is locked: 2 secrets there cannot be used'])
  })
})

test('encrypted files whose key is gone', async () => {
  await using scene = await startScene()
  const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
  expect(await scene.rolecall(['login', 'dev'], { env })).toMatchObject({ code: 0 })
  const other = await scene.home.write('other-key', 'o'.repeat(64))
  const { stdout } = await scene.rolecall(['doctor', '--json'], {
    env: { ROLECALL_KEY_FILE: other },
  })
  const { findings } = JSON.parse(stdout) as { findings: { check: string; message: string }[] }
  expect(findings.filter(({ check }) => check === 'stores')).toMatchObject([
    {
      ...{ severity: 'error', command: 'rolecall logout --all' },
      message:
        'the encrypted files were created with another key file: 2 secrets there cannot be used',
    },
  ])
})

const BROKEN = `# mine\r
[ default ]\r
regoin = eu-west-1   ; the office\r
\r
[profile dev\r
role_arn = arn:aws:iam::222222222222:role/dev\r
  # kept: role_anr\r
source_profile = base\r
[profile gone]
credential_process = '/opt/go ne/rolecall' process --profile gone # why
rolecall_role_arn = arn:aws:iam::222222222222:role/dev
rolecall_source_profile = base
[profile base]
credential_process = /bin/cat /dev/null
`

const mended = (home: string): string =>
  BROKEN.replace('[ default ]', '[default]')
    .replace('regoin', 'region')
    .replace('[profile dev', '[profile dev]')
    .replace(`'/opt/go ne/rolecall'`, join(home, '.local/share/rolecall/rolecall'))

test('--fix shows the difference, asks, and changes nothing else', async () => {
  await using scene = await doctorHome(sts.url, BROKEN)
  await scene.home.write('.aws/credentials', '[other]\nregion = eu-west-1\n')
  await chmod(join(scene.home.path, '.aws/credentials'), 0o666)
  const unasked = await scene.rolecall(['doctor', '--fix'])
  expect(unasked).toMatchObject({
    code: 2,
    stderr:
      'rolecall: nothing was changed: there is no terminal to prompt on\nhint: to do this without a question: rolecall doctor --fix --yes\n',
  })
  expect(unasked.stdout).toContain('\n-[ default ]\r\n')
  expect(unasked.stdout).toContain('\nchmod 644 ')
  expect(await readFile(configOf(scene), 'utf8')).toBe(BROKEN)

  using terminal = runInTerminal('rolecall', ['doctor', '--fix'], { env: scene.env })
  await terminal.waitFor(/Make these changes\?/)
  terminal.send('n\r')
  expect(await terminal.exit).toMatchObject({ code: 130 })
  expect(await readFile(configOf(scene), 'utf8')).toBe(BROKEN)

  const done = await scene.rolecall(['doctor', '--fix', '--yes'])
  expect(done).toMatchObject({ code: 0, stderr: 'rolecall: fixed 5 findings\n' })
  expect(await readFile(configOf(scene), 'utf8')).toBe(mended(scene.home.path))
  expect((await stat(join(scene.home.path, '.aws/credentials'))).mode & 0o777).toBe(0o644)
  expect(await scene.examine()).toEqual([])
})

test('a sticky folder such as /tmp is not a fault: no user can replace what another owns', async () => {
  await using scene = await doctorHome(sts.url)
  const folder = join(scene.home.path, '.aws')
  await chmod(folder, 0o1777)
  expect(await scene.examine()).toEqual([])
  await chmod(folder, 0o777)
  expect((await scene.examine()).map(({ check }) => check)).toEqual(['permissions'])
})

test('--report has nothing private, in whatever state the home is', async () => {
  const canaries = [
    ...[
      'canaryprofile',
      '123456789098',
      'AKIACANARY7EXAMPLE12',
      'c4naryS3cret/K7MDENG/bPxRfiCYEXAMPLE',
    ],
    ...[
      'canary-role',
      'canary.awsapps.com',
      'canaryuser',
      'canaryfolder',
      'canaryhost',
      'canarykey',
    ],
    ...['eu-canary-1', 'canarysession', 'canaryvar'],
  ]
  const config = `[profile canaryprofile]
role_arn = arn:aws:iam::123456789098:role/canary-role
source_profile = canarysession
region = eu-canary-1
canarykey = canaryvar
mfa_serial = arn:aws:iam::123456789098:mfa/canaryuser
[profile canary
[sso-session canarysession]
sso_start_url = https://canary.awsapps.com/start
[profile canaryuser]
credential_process = /canaryfolder/rolecall process --profile canaryprofile
rolecall_role_arn = arn:aws:iam::123456789098:role/canary-role
rolecall_source_profile = canaryfolder
`
  const credentials = `[canaryfolder]
aws_access_key_id = AKIACANARY7EXAMPLE12
aws_secret_access_key = c4naryS3cret/K7MDENG/bPxRfiCYEXAMPLE
`
  await using scene = await doctorHome(sts.url, config, credentials)
  const env = {
    ...{ AWS_PROFILE: 'canaryprofile', USER: 'canaryuser', LOGNAME: 'canaryuser' },
    ...{ AWS_CANARYVAR: 'canaryvar', HTTPS_PROXY: 'http://canaryuser:c@canaryhost:1' },
    ...{ AWS_CA_BUNDLE: '/canaryfolder/ca.pem', ROLECALL_KEY_FILE: '/canaryfolder/key' },
    ...{ SHELL: '/canaryfolder/canarysh', AWS_ROLE_SESSION_NAME: 'canarysession' },
    ...{ NO_PROXY: '127.0.0.1', ROLECALL_STORE: 'canaryhost' },
  }
  const { code, stdout, stderr } = await scene.rolecall(['doctor', '--report'], env)
  expect([code, stderr]).toEqual([0, ''])
  const names = [scene.home.path, userInfo().username === 'root' ? '/root' : userInfo().username]
  for (const canary of [...canaries, ...names])
    expect(stdout.toLowerCase()).not.toContain(canary.toLowerCase())
  expect(stdout).not.toMatch(/canary|\d{12}|arn:|AKIA|\/\w+\//i)
  expect(stdout).toMatch(/^```\nrolecall: .*\nNode: [^]*findings: .*profiles \(error\)[^]*```\n$/)
})

test('10,000 profiles, each as it should be or not, take seconds at most', async () => {
  await using scene = await doctorHome(sts.url, manyProfiles(10_000, { repeated: false }))
  const found = await scene.examine(['--offline'])
  // base has no key here; some headers are padded, and some keys are made up.
  expect([...new Set(found.map(({ check }) => check))].sort()).toEqual([
    'keys',
    'profiles',
    'syntax',
  ])
  const { stdout } = await scene.rolecall(['doctor', '--offline'])
  expect(stdout.split('\n').length).toBeLessThan(300)
})

const ROLES = `[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base

[profile prod]
role_arn = arn:aws:iam::333333333333:role/prod
source_profile = base

[profile audit]
role_arn = arn:aws:iam::333333333333:role/audit
source_profile = dev
`

test.each([
  [
    'a source profile without credentials, and all that lead to it',
    `[profile base]\nregion = eu-west-1\n\n${ROLES}`,
    `error: profile base has no credentials (so 3 other profiles cannot be used either)
  store its access key:
    rolecall add base
`,
  ],
  [
    'a source profile that is not there, and all that lead to it',
    ROLES,
    `error: there is no profile base (dev -> base) (so 2 other profiles cannot be used either)
  correct source_profile, or create profile base with its access key:
    rolecall add base
`,
  ],
  [
    'a misspelt name of a source profile',
    `${HEALTHY}\n[profile x]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = bsae\n`,
    `error: there is no profile bsae (x -> bsae)
  did you mean base?
    rolecall configure x --source-profile base --yes
`,
  ],
  [
    'a misspelt name in an adopted profile',
    `${HEALTHY}\n[profile x]\nrolecall_role_arn = arn:aws:iam::222222222222:role/x\nrolecall_source_profile = bsae\n`,
    `error: there is no profile bsae (x -> bsae)
  did you mean base?
    rolecall configure x --source-profile base --yes
`,
  ],
  [
    'a misspelt key because of which nothing works, once',
    `[profile dev]\nrole_arm = arn:aws:iam::222222222222:role/dev\nsource_profile = base\n\n[profile base]\nregion = eu-west-1\n`,
    `error: profile dev has source_profile = base but no role_arn, and base has no credentials
  role_arm of profile dev is not a key that rolecall knows: did you mean role_arn?
    "\${EDITOR:-vi}" +2 CONFIG
`,
  ],
  [
    'a misspelt key that is not the reason',
    `[profile base]\nregoin = eu-west-1\n\n${ROLES}`,
    `error: profile base has no credentials (so 3 other profiles cannot be used either)
  store its access key:
    rolecall add base
warning: CONFIG:2: nothing reads regoin of profile base: did you mean region?
  write region:
    "\${EDITOR:-vi}" +2 CONFIG
`,
  ],
])('%s', async (_what, config, findings) => {
  await using scene = await doctorHome(sts.url, config)
  const { code, stdout } = await scene.rolecall(['doctor', '--offline'])
  expect([code, stdout.replaceAll(configOf(scene), 'CONFIG')]).toEqual([1, findings])
})

test('--fix corrects a misspelt key because of which a profile does not work', async () => {
  const config = (key: string): string =>
    `${HEALTHY}\n[profile x]\n${key} = arn:aws:iam::222222222222:role/x\ncredential_source = Environment\n`
  await using scene = await doctorHome(sts.url, config('role_arm'))
  const done = await scene.rolecall(['doctor', '--offline', '--fix', '--yes'])
  expect(done).toMatchObject({ code: 0, stderr: 'rolecall: fixed one finding\n' })
  expect(await readFile(configOf(scene), 'utf8')).toBe(config('role_arn'))
})

test('a hint that does not fit 80 columns is wrapped, and its lines are indented alike', async () => {
  const config = '[profile x]\nrole_arn = arn:aws:iam::222222222222:role/dev\n'
  await using scene = await doctorHome(sts.url, config)
  const env = { ...scene.env, NO_COLOR: '1' }
  using terminal = runInTerminal('rolecall', ['doctor', '--offline'], { env, columns: 80 })
  expect(await terminal.exit).toMatchObject({ code: 1 })
  expect(terminal.transcript.replaceAll('\r\n', '\n'))
    .toBe(`error: profile x has a role_arn, but nothing to assume it with
  add source_profile, credential_source, web_identity_token_file,
  rolecall_oidc_issuer, rolecall_saml_url, rolecall_x509_certificate or
  rolecall_cognito_pool; if x contains the keys itself: source_profile = x:
    "\${EDITOR:-vi}" +1 ${configOf(scene)}
rolecall: 1 error
`)
})

test('the version of Node', () => {
  const found = (version: string): number => nodeFloor(undefined, version).length
  expect(['18.20.4', '20.18.9', '20.19.0', '22.0.0', '24.1.0'].map(found)).toEqual([1, 1, 0, 0, 0])
})

test('what cannot be combined', async () => {
  await using scene = await doctorHome(sts.url)
  for (const words of [['--yes'], ['--fix', '--json'], ['--fix', '--report']]) {
    expect(await scene.rolecall(['doctor', ...words])).toMatchObject({ code: 2, stdout: '' })
  }
})
