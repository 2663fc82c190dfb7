import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/commands.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile hostile]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base
region = $(touch x)

[profile '; touch x; ']
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base
region = eu-west-1
`)
  await scene.atTerminal(['login', 'dev'])
})
afterAll(() => scene[Symbol.asyncDispose]())

const UNKNOWN_REGION = 'rolecall: $(touch x) is not a region that rolecall knows: check its name\n'

const PRINT =
  'printf "%s\\n" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" "$AWS_REGION" "$ROLECALL_PROFILE"'

async function expected(profile: string): Promise<string[]> {
  const { stdout } = await scene.rolecall(['process', '--profile', profile])
  const json = JSON.parse(stdout) as Record<string, string>
  return [json['AccessKeyId'] ?? '', json['SecretAccessKey'] ?? '', json['SessionToken'] ?? '']
}

describe.each([
  ['bash', 'eval "$(rolecall env "$P")"; '],
  ['dash', 'eval "$(rolecall env "$P")"; '],
  ['zsh', 'eval "$(rolecall env "$P")"; '],
  ['ksh', 'eval "$(rolecall env "$P")"; '],
  ['fish', 'rolecall env $P --format fish | source; '],
])('%s', (shell, load) => {
  test.skipIf(!isInstalled(shell)).each([
    ['dev', 'eu-west-1', ''],
    ['hostile', '$(touch x)', UNKNOWN_REGION],
    ['; touch x; ', 'eu-west-1', ''],
  ])('takes over %j, and nothing is executed', async (profile, region, said) => {
    const cwd = scene.home.path
    const env = { ...scene.env, P: profile, AWS_PROFILE: 'stale', AWS_SECURITY_TOKEN: 'stale' }
    const check = `${load}${PRINT}; printf "%s" "$AWS_PROFILE$AWS_SECURITY_TOKEN"`
    const { stdout, stderr, code } = await runCommand(shell, ['-c', check], { env, cwd })
    expect(stderr).toBe(said)
    expect(stdout.split('\n')).toEqual([...(await expected(profile)), region, profile, ''])
    expect(code).toBe(0)
    expect(existsSync(join(cwd, 'x'))).toBe(false)
  })
})

test('exec without a command shows the role of the shell and how to leave it', async () => {
  const env = { ...scene.env, SHELL: '/bin/sh', NO_COLOR: '1' }
  using terminal = runInTerminal('rolecall', ['exec', 'dev'], { env })
  await terminal.waitFor(
    /rolecall: dev: dev in 222222222222, 59 min left; type exit to leave this shell/,
  )
  terminal.send('exit 3\r')
  expect((await terminal.exit).code).toBe(3)
  const piped = await scene.rolecall(['exec', 'dev'], {
    env: { SHELL: '/bin/sh' },
    stdin: 'exit 4',
  })
  expect(piped).toMatchObject({ code: 4, stdout: '', stderr: '' })
})

test('on a terminal env shows how to apply its output; in a pipe it is silent', async () => {
  const plain = await scene.atTerminal(['env', 'dev', '--no-input'], 0)
  expect(plain.shown).toMatch(/`eval "\$\(rolecall env dev --no-input\)"`/)
  const fish = await scene.atTerminal(['env', 'dev', '--format', 'fish'], 0)
  expect(fish.shown).toContain('`rolecall env dev --format fish | source`')
  expect((await scene.atTerminal(['env', 'dev', '--format', 'json'], 0)).shown).not.toContain(
    'eval',
  )
  expect(await scene.rolecall(['env', 'dev'])).toMatchObject({ code: 0, stderr: '' })
})

test('exec passes on status, streams and a clean environment', async () => {
  const script =
    'cat; echo "$AWS_ACCESS_KEY_ID:$ROLECALL_PROFILE:$ROLECALL_KEY_FILE$ROLECALL_CHAIN"; exit 7'
  const result = await scene.rolecall(['exec', 'dev', '--', 'sh', '-c', script], { stdin: 'in\n' })
  const [key] = await expected('dev')
  expect(result).toMatchObject({ code: 7, stdout: `in\n${key}:dev:\n`, stderr: '' })
})

test('exec of a command that does not exist is 127', async () => {
  const result = await scene.rolecall(['exec', 'dev', '--', 'no-such-command'])
  expect(result).toMatchObject({ code: 127, stdout: '' })
  expect(result.stderr).toContain('command not found: no-such-command')
})

test('whoami without a profile uses the credentials in the environment, as exec sets them', async () => {
  const result = await scene.rolecall(['exec', 'dev', '--', 'rolecall', 'whoami', '--json'])
  expect(JSON.parse(result.stdout)).toMatchObject({
    account: '222222222222',
    arn: expect.stringMatching(/^arn:aws:sts::222222222222:assumed-role\/dev\//) as unknown,
    profile: 'dev',
  })
  expect(result).toMatchObject({ code: 0, stderr: '' })
})

test('whoami says that AWS_PROFILE does nothing beside credentials', async () => {
  const command = 'AWS_PROFILE=audit rolecall whoami; AWS_PROFILE=dev rolecall whoami --json'
  const { stderr } = await scene.rolecall(['exec', 'dev', '--', 'sh', '-c', command])
  expect(stderr).toBe(
    'rolecall: AWS_PROFILE=audit is not used: the credentials in the environment win\n',
  )
})

test('status shows sessions without a secret, and logout forgets them', async () => {
  const status = await scene.rolecall(['status'])
  expect(status.stdout).toMatch(/^PROFILE +SESSION +ACCOUNT +TIME\n/)
  expect(status.stdout).toMatch(/base +MFA session +111111111111 +11 h 59 min left/)
  expect(status.stdout).toMatch(/dev +dev +222222222222 +5\d min left/)
  const forgot = await scene.rolecall(['logout', 'hostile'])
  expect(forgot).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'rolecall: removed 1 cached session\n',
  })
  expect((await scene.rolecall(['status', '--json'])).stdout).not.toContain('"hostile"')
})
