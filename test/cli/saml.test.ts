import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { descendants } from '../../src/system/process/caller/calling-program.js'
import { secretsIn } from '../support/canaries.js'
import { assertionCanaries, ROLES, startSamlScene, type SamlScene } from '../support/saml-scene.js'
import { runInTerminal } from '../support/terminal.js'
import { runCommand, type RunResult } from '../support/run.js'

let scene: SamlScene
const outputs: string[] = []
beforeAll(async () => {
  scene = await startSamlScene(
    () => `[profile hand]
rolecall_saml_provider_arn = arn:aws:iam::222222222222:saml-provider/corp
region = eu-west-1

[profile file]
credential_process = rolecall process --profile file
rolecall_role_arn = ${ROLES.dev}
rolecall_saml_assertion_file = assertion
region = eu-west-1

[profile command]
role_arn = ${ROLES.ops}
saml_assertion_process = echo run >>"$HOME/runs"; cat "$HOME/assertion"
region = eu-west-1

[profile window]
saml_url = https://idp.example.com/sso
role_arn = ${ROLES.dev}

[profile both]
saml_url = https://idp.example.com/sso
saml_assertion_file = assertion
role_arn = ${ROLES.dev}

[profile chained]
role_arn = arn:aws:iam::333333333333:role/audit
source_profile = command
region = eu-west-1
`,
  )
})
afterAll(() => scene[Symbol.asyncDispose]())

/** Runs in the home, and collects the output for the search at the end. */
async function rolecall(args: string[], stdin = ''): Promise<RunResult> {
  const result = await scene.rolecall(args, { stdin, cwd: scene.home.path })
  outputs.push(result.stdout, result.stderr)
  return result
}

async function writeAssertion(changes: Parameters<SamlScene['idp']['respond']>[0] = {}) {
  const encoded = await scene.idp.respond(changes)
  await scene.home.write('assertion', encoded)
  return encoded
}

describe('three roles over two accounts, whatever the order and the namespace', () => {
  test('are listed', async () => {
    const { stdout, stderr, code } = await rolecall(
      ['saml', '--saml-assertion', '-', '--json'],
      await scene.idp.respond(),
    )
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const { roles, sessionName } = JSON.parse(stdout) as {
      roles: { roleArn: string; providerArn: string }[]
      sessionName: string
    }
    expect(roles.map(({ roleArn }) => roleArn)).toEqual(Object.values(ROLES))
    expect(sessionName).toBe('alice@example.com')
    const table = await rolecall(['saml', '--saml-assertion', '-'], await scene.idp.respond())
    expect(table.stdout.trim().split('\n')).toHaveLength(4)
  })

  test.each(Object.values(ROLES))('%s is assumed', async (arn) => {
    const assertion = await scene.idp.respond()
    const { stdout, stderr, code } = await rolecall(
      ['env', arn, '--saml-assertion', '-', '--format', 'json'],
      assertion,
    )
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(scene.sts.sessions.at(-1)).toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA/) as string,
      principal: { role: { arn }, sessionName: 'alice@example.com' },
    })
    expect(stdout).toContain(scene.sts.sessions.at(-1)?.accessKeyId)
    const request = scene.sts.calls('AssumeRoleWithSAML').at(-1)
    expect(request?.caller).toBeUndefined()
    expect(request?.params['PrincipalArn']).toContain(arn.split(':')[4])
  })

  /** The profile names one of the two providers: the third role is the other's. */
  const expectOps = () =>
    expect(scene.sts.calls('AssumeRoleWithSAML').at(-1)?.params).toMatchObject({
      RoleArn: ROLES.ops,
      PrincipalArn: scene.sts.model.samlProviders[0]?.arn,
    })

  test('are offered by the picker to a person', async () => {
    await writeAssertion()
    const args = ['env', 'hand', '--saml-assertion', 'assertion']
    using terminal = runInTerminal('rolecall', args, { env: scene.env, cwd: scene.home.path })
    await terminal.waitFor(/2 of 2[^]*saml-dev in 222222222222 \(corp\)[^]*esc cancel/)
    terminal.send('ops')
    await terminal.waitFor(/1 of 2/)
    terminal.send('\r')
    expect((await terminal.exit).code).toBe(0)
    outputs.push(terminal.transcript)
    expectOps()
  })

  test('may be declined', async () => {
    await writeAssertion()
    const args = ['env', 'hand', '--saml-assertion', 'assertion', '--refresh']
    using terminal = runInTerminal('rolecall', args, { env: scene.env, cwd: scene.home.path })
    await terminal.waitFor(/esc cancel/)
    terminal.send('\u0003')
    expect((await terminal.exit).code).toBe(130)
    expect(terminal.transcript).toContain('no role was chosen')
  })

  test('are offered by number below an SDK, which may kill us half-way', async () => {
    await writeAssertion()
    const config = `[profile sdk]\nrolecall_saml_assertion_file = ${scene.home.path}/assertion\nregion = eu-west-1\n`
    const env = { ...scene.env, AWS_CONFIG_FILE: await scene.home.write('sdk-config', config) }
    using terminal = runInTerminal('rolecall', ['process', '--profile', 'sdk'], { env })
    await terminal.waitFor(/2 {2}saml-ops in 222222222222 \(corp\)[^]*Which one \(1-3\)\? /)
    terminal.send('2\r')
    expect((await terminal.exit).code).toBe(0)
    outputs.push(terminal.transcript)
    expectOps()
  })

  test('are listed in the error without a terminal', async () => {
    await writeAssertion()
    const { stderr, code } = await rolecall(['env', 'hand', '--saml-assertion', 'assertion'])
    expect(code).toBe(4)
    expect(stderr).toContain(`hint: choose one with --role-arn: ${ROLES.dev}, ${ROLES.ops}\n`)
  })
})

describe('from a profile', () => {
  test('assumed once, then served from the cache; explained without a call', async () => {
    await writeAssertion()
    const before = scene.sts.requests.length
    const explained = await rolecall(['explain', 'command'])
    expect(explained.stdout).toContain('AssumeRoleWithSAML saml-ops in 222222222222')
    expect(scene.sts.requests.length).toBe(before)

    const all = await Promise.all(
      Array.from({ length: 8 }, () => rolecall(['process', '--profile', 'command'])),
    )
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1)
    expect(all.map(({ stderr, code }) => `${code}${stderr}`)).toEqual(Array(8).fill('0'))
    expect(scene.sts.requests.length).toBe(before + 1)
    const runs = await rolecall(['exec', 'command', '--', 'cat', `${scene.home.path}/runs`])
    expect(runs.stdout).toBe('run\n')
  })

  test('the default is what the provider asks for; --duration overrides it; the role limits both', async () => {
    await writeAssertion({ sessionDuration: 28_800 })
    const asked = () => scene.sts.calls('AssumeRoleWithSAML').at(-1)?.params['DurationSeconds']
    await rolecall(['process', '--profile', 'file'])
    expect(asked()).toBe('28800')
    await rolecall(['env', 'file', '--duration', '2h'])
    expect(asked()).toBe('7200')
    const shortened = await rolecall(['env', 'command', '--refresh'])
    expect(shortened).toMatchObject({ code: 0 })
    expect(shortened.stderr).toContain('session limited to 1 h: the role does not allow 8 h')
    expect(asked()).toBe('3600')
    const own = await rolecall(['env', 'command', '--duration', '2h'])
    expect(own.code).toBe(3)
  })

  test('a role on top of it is chained', async () => {
    const audit = scene.sts.model.roles.find(({ arn }) => arn.endsWith('role/audit'))
    audit?.trusts.push(ROLES.ops)
    await writeAssertion()
    const { stderr, code } = await rolecall(['env', 'chained', '--refresh'])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(scene.sts.calls('AssumeRole').at(-1)?.caller).toContain('assumed-role/saml-ops/alice')
  })

  test('an assertion that is given by hand is used, though the role before the last is cached', async () => {
    const assertion = await scene.idp.respond()
    const result = await rolecall(['env', 'chained', '--saml-assertion', '-'], assertion)
    expect(result).toMatchObject({ code: 0, stderr: '' })
    const { SAMLAssertion } = scene.sts.calls('AssumeRoleWithSAML').at(-1)?.params ?? {}
    expect(SAMLAssertion).toBe(assertion)
  })

  test('of one role with two providers, --saml-provider-arn chooses', async () => {
    const provider = 'arn:aws:iam::222222222222:saml-provider/'
    await writeAssertion({ roles: [`${ROLES.dev},${provider}corp`, `${ROLES.dev},${provider}old`] })
    const words = ['env', ROLES.dev, '--saml-assertion', 'assertion', '--region', 'eu-west-1']
    const undecided = await rolecall(words)
    expect(undecided).toMatchObject({ code: 4, stdout: '' })
    expect(undecided.stderr).toContain(
      `hint: choose one with --saml-provider-arn: ${provider}corp, ${provider}old\n`,
    )
    const chosen = await rolecall([...words, '--saml-provider-arn', `${provider}corp`])
    expect(chosen).toMatchObject({ code: 0, stderr: '' })
    const wrong = await rolecall([...words, '--saml-provider-arn', ROLES.dev])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('--saml-provider-arn is not the ARN of a SAML provider')
    await writeAssertion()
  })

  test.each([
    [['env', 'dev', '--saml-provider-arn', 'x'], 2, '--saml-provider-arn: dev does not sign in'],
    [['saml'], 1, 'no profile was named, and [default] does not sign in with SAML'],
    [['saml', 'dev'], 1, 'rolecall: dev does not sign in with SAML'],
    [['env', 'hand', '--no-cache'], 4, 'rolecall login hand --saml-assertion FILE'],
    [['env', 'window', '--no-input'], 4, 'rolecall login window'],
    [['env', 'window'], 4, 'no desktop to open'],
    [['env', 'both'], 1, 'has saml_url and saml_assertion_file'],
    [['env', 'dev', '--saml-assertion', 'assertion'], 2, 'does not sign in with SAML'],
    [
      ['env', 'hand', '--saml-assertion', 'nowhere'],
      1,
      'cannot read nowhere: there is no such file',
    ],
    [
      [
        'env',
        'hand',
        '--role-arn',
        'arn:aws:iam::222222222222:role/x',
        '--saml-assertion',
        'assertion',
      ],
      3,
      '',
    ],
  ])('%j ends with %i', async (args, status, text) => {
    const { stdout, stderr, code } = await rolecall(args)
    expect({ code, stdout }).toEqual({ code: status, stdout: '' })
    expect(stderr).toContain(text)
  })
})

describe('what AWS refuses is explained', () => {
  test.each([
    ['another Recipient', { recipient: 'https://app.example.com/saml' }, 'invalid recipient'],
    ['another audience', { audience: 'urn:example' }, 'required audience'],
    ['an old assertion', { issuedAt: Date.now() - 6 * 60_000 }, 'within five minutes'],
  ])('%s', async (_, changes, text) => {
    await writeAssertion(changes)
    const { stderr, code } = await rolecall(['env', ROLES.dev, '--saml-assertion', 'assertion'])
    expect(code).toBe(3)
    expect(stderr).toContain(text)
  })

  test('an assertion that was modified', async () => {
    const xml = Buffer.from(await scene.idp.respond(), 'base64').toString('utf8')
    const forged = xml.replaceAll('alice@example.com', 'admin@example.com')
    const stdin = Buffer.from(forged).toString('base64')
    const { stderr, code } = await rolecall(['env', ROLES.dev, '--saml-assertion', '-'], stdin)
    expect(code).toBe(3)
    expect(stderr).toContain('Response signature invalid')
  })
})

describe('refused at once', () => {
  test.each([
    [
      'an entity bomb',
      Buffer.from('<!DOCTYPE a [<!ENTITY b "&c;&c;">]><a>&b;</a>').toString('base64'),
    ],
    ['a document of 10 MB', 'QUJD'.repeat(2_500_000)],
  ])('%s', async (_, stdin) => {
    const { stdout, stderr, code, ms } = await rolecall(['saml', '--saml-assertion', '-'], stdin)
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 })
    expect(stderr).toMatch(/^rolecall: the SAML response (declares|is longer)/)
    expect(ms).toBeLessThan(3000)
  })

  test('a source without an end', async () => {
    const result = await rolecall(['saml', '--saml-assertion', '/dev/zero'])
    expect(result).toMatchObject({
      code: 1,
      stderr: 'rolecall: cannot read /dev/zero: it is larger than 64 MiB\n',
    })
  })

  test('a pipe without a writer', async () => {
    const pipe = join(scene.home.path, 'pipe')
    await runCommand('mkfifo', [pipe])
    const result = await rolecall(['saml', '--saml-assertion', pipe])
    expect(result).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `rolecall: cannot read ${pipe}: nothing was written to this pipe\n`,
    })
    const assertion = await scene.idp.respond()
    const written = `rolecall saml --saml-assertion <(sleep 1.5; echo ${assertion})`
    const read = await runCommand('bash', ['-c', written], { env: scene.env })
    expect(read).toMatchObject({ code: 0, stderr: '' })
  })
})

test('a state folder that is not writable is not a bug of rolecall', async () => {
  const state = await scene.home.write('file', '')
  const env = { ROLECALL_BROWSER: '/bin/true', XDG_STATE_HOME: state, ROLECALL_STORE: 'none' }
  const { code, stderr } = await scene.rolecall(['saml', 'window'], { env })
  expect(code).toBe(1)
  const [said, hint] = stderr.split('\n')
  expect(said).toMatch(`rolecall: ENOTDIR: not a directory, lstat '${state}/rolecall`)
  expect(hint).toBe('hint: check the owner, permissions and free space of the path in the message')
})

test('a paste is longer than a line of the terminal, and stays invisible', async () => {
  const assertion = await scene.idp.respond()
  expect(assertion.length).toBeGreaterThan(4096)
  const args = ['saml', '--saml-assertion', '-', '--json']
  using terminal = runInTerminal('rolecall', args, { env: scene.env, cwd: scene.home.path })
  await terminal.waitFor(/then press Enter/)
  terminal.send(`${assertion}\r`)
  expect((await terminal.exit).code).toBe(0)
  expect(terminal.transcript).toContain(ROLES.audit)
  outputs.push(terminal.transcript)
})

test('a paste of many lines is read completely: none of it is typed into the shell', async () => {
  const assertion = await scene.idp.respond()
  const lines = assertion.replace(/.{76}/g, '$&\r')
  const script = 'rolecall saml --saml-assertion - --json; stty -a; stty -icanon min 0; cat'
  const at = { env: scene.env, cwd: scene.home.path }
  using terminal = runInTerminal('sh', ['-c', script], at)
  await terminal.waitFor(/then press Enter/)
  terminal.send(`\r${lines}\r`)
  expect((await terminal.exit).code).toBe(0)
  expect(terminal.transcript).toContain(ROLES.audit)
  expect(terminal.transcript).not.toContain(lines.slice(-60, -10))
  expect(terminal.transcript).toMatch(/[^-]icanon/)
  outputs.push(terminal.transcript)
})

test.each(['SIGTERM', 'SIGHUP', 'SIGQUIT'])(
  'a paste that %s ends leaves the terminal as it was',
  async (signal) => {
    const script = 'rolecall saml --saml-assertion -; stty -a'
    using terminal = runInTerminal('sh', ['-c', script], { env: scene.env, cwd: scene.home.path })
    await terminal.waitFor(/then press Enter/)
    for (const child of descendants(terminal.pid, process.platform)) process.kill(child, signal)
    await terminal.exit
    expect(terminal.transcript).toMatch(/[^-]icanon[^]*[^-]echo\b/)
  },
)

test('no assertion is printed, or stored in plaintext', async () => {
  await scene.home.write('assertion', '')
  const secrets = assertionCanaries(scene.idp)
  expect(secrets.length).toBeGreaterThan(20)
  expect(secretsIn(outputs.join('\n'), secrets)).toEqual([])
  expect(await scene.home.searchFor(secrets)).toEqual([])
})
