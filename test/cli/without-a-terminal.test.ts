import { constants } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile loop-a]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = loop-b

[profile loop-b]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = loop-a

[profile keyless]
region = eu-west-1

[profile security-key]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
mfa_serial = arn:aws:iam::111111111111:u2f/user/alice/key

[profile around]
credential_process = rolecall process --profile around-again

[profile circle-a]
credential_process = sh -c 'STEP=a rolecall process --profile circle-b --no-cache'

[profile circle-b]
credential_process = sh -c 'STEP=b rolecall process --profile circle-a --no-cache'

[profile waiting]
credential_process = echo $$ > $HOME/waiting; sleep 60

[profile around-again]
credential_process = sh -c 'AWS_PROFILE=around rolecall process --profile around --no-cache'
`)
})
afterAll(() => scene[Symbol.asyncDispose]())

test('if a code is needed and there is no terminal, the error says what to run first', async () => {
  const result = await scene.rolecall(['process', '--profile', 'dev'], { stdin: { open: true } })
  expect(result).toMatchObject({ code: 4, stdout: '' })
  expect(result.stderr).toBe(
    `rolecall: an MFA code for ${scene.serial} is needed, and there is no terminal to prompt on\n` +
      'hint: run `rolecall login dev` in a terminal first\n',
  )
})

test.each([
  [['process', 'nobody'], 1, 'there is no profile nobody'],
  [['process', 'auditt'], 1, 'audit'],
  [['process', 'loop-a'], 1, 'loop-a -> loop-b -> loop-a'],
  [['env', 'keyless'], 1, 'if aws-vault has it: rolecall import keyless --from aws-vault'],
  [['process', 'security-key'], 1, 'STS accepts only TOTP codes'],
  [['process', 'dev', '--duration', '99h'], 2, '43200'],
  [['process', 'dev', '--duration', 'soon'], 2, 'invalid --duration "soon"'],
  [['process', 'dev', '--policy', '@/nonexistent'], 1, 'cannot read /nonexistent'],
  [['process', 'dev', '--tag', 'novalue'], 2, 'write it as key=value'],
  [['env', 'dev', '--format', 'xml'], 2, 'one of env, env-no-export, fish'],
  [['env', '--unset', '--format', 'process'], 2, 'cannot unset variables'],
  [['frobnicate'], 2, "unknown command 'frobnicate'"],
  [['process', '--frobnicate'], 2, "unknown option '--frobnicate'"],
  [['process', 'dev', '--', 'ls'], 2, 'takes no command after --'],
  [
    ['env', 'arn:aws:iam::222222222222:role/dev'],
    1,
    'hint: name the profile whose credentials assume the role',
  ],
  [['env', 'dev', '--format', 'fsh'], 2, 'unknown --format "fsh"\nhint: did you mean fish?'],
  [['assume', 'dev'], 2, 'in rolecall this is rolecall use'],
  [['whoami', '--jsn'], 2, 'did you mean --json?'],
  [['whoami', 'dev', '--profile', 'base'], 2, 'two profiles were given: dev and base'],
  [['sts', 'assume-role', '--nope'], 2, 'hint: rolecall sts assume-role --help shows'],
  [['exec', 'dev', 'ls'], 2, 'goes after --\nhint: rolecall exec dev -- ls\n'],
  [['exec', 'dev', 'ls', '-l', 'a b'], 2, "hint: rolecall exec dev -- ls -l 'a b'\n"],
  [['exec', 'dev', '--long'], 2, "unknown option '--long'"],
  [
    ['exec', '-d', '1h', 'dev', '--', 'ls'],
    2,
    "unknown option '-d'\nhint: in rolecall this is --duration\n",
  ],
  [['env', 'dev', '--output', 'json'], 2, 'hint: in rolecall this is --format\n'],
  [['--debug', 'list'], 2, 'hint: flags go after the command: rolecall list --debug\n'],
  [['-p', 'dev', 'env'], 2, 'hint: flags go after the command: rolecall env --profile dev\n'],
  [
    ['--profile', 'dev', 'exec', '--', 'ls', 'a b'],
    2,
    "hint: flags go after the command: rolecall exec --profile dev -- ls 'a b'\n",
  ],
  [['dev'], 2, 'hint: dev is a profile; to switch this shell to it: rolecall use dev\n'],
  [['open'], 2, "unknown command 'open'\nhint: in rolecall this is rolecall console\n"],
  [['server'], 2, "unknown command 'server'\nhint: in rolecall this is rolecall serve"],
  [['sso', 'login'], 2, 'hint: in rolecall this is rolecall login\n'],
  [['env', 'dev', '--format', 'bash'], 2, 'hint: in rolecall this is --format env\n'],
  [['list', '--sessions'], 2, 'hint: rolecall list --help shows what it takes\n'],
  [['login', '--stdout', 'dev'], 2, 'hint: rolecall login --help shows what it takes\n'],
  [
    ['env', 'dev', '--policy', '{'],
    2,
    'hint: to read the policy from a file: --policy file://FILE\n',
  ],
  [['--debug', 'exec'], 2, 'hint: flags go after the command: rolecall exec --debug\n'],
  [['status', 'dev'], 2, 'too many arguments for status, which takes none\n'],
  [['help', 'lst'], 2, "unknown command 'lst'\nhint: did you mean list?\n"],
  [['frobnicate', '--help'], 2, "unknown command 'frobnicate'\n"],
  [['sts', 'frobnicate', '-h'], 2, 'hint: rolecall sts --help shows'],
  [
    ['configure', 'new'],
    2,
    'no settings were given for new, and there is no terminal to prompt on\nhint: give its settings',
  ],
  [['configure', 'dev', '--yes'], 2, 'no settings were given for dev, and --yes turns prompts off'],
  [['logout'], 2, 'no profile was named'],
  [['process', 'dev', '--mfa-code', '12345'], 2, 'not a six-digit code'],
])('rolecall %j ends with %i and says "%s"', async (args, code, says) => {
  const result = await scene.rolecall(args)
  expect(result).toMatchObject({ code, stdout: '' })
  expect(result.stderr).toContain(says)
  expect(result.stderr).toMatch(/^rolecall: /)
  expect(result.stderr).not.toMatch(/^\s+at /m)
})

test('files that PowerShell wrote in UTF-16 are named, with the command that converts them', async () => {
  const path = await scene.home.write('policy.json', Buffer.from('\ufeff{}', 'utf16le'))
  for (const policy of [`@${path}`, `file://${path}`]) {
    expect(await scene.rolecall(['process', 'dev', '--policy', policy])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `rolecall: ${path} is in UTF-16\nhint: save it as UTF-8: iconv -f UTF-16 -t UTF-8 ${path}\n`,
    })
  }
})

test('a path of the user may start with ~/, wherever a shell would not expand it', async () => {
  await scene.home.write('empty.json', '{"Version":"2012-10-17","Statement":[]}')
  await scene.home.write('response.txt', 'not base64!')
  const env = { ROLECALL_KEY_FILE: '~/key-file', AWS_CA_BUNDLE: '~/none.pem' }
  for (const policy of ['@~/empty.json', 'file://~/empty.json']) {
    const words = ['process', 'dev', '--policy', policy]
    expect(await scene.rolecall(words)).toMatchObject({ code: 4, stdout: '' })
  }
  const saml = ['saml', '--saml-assertion=~/response.txt']
  expect((await scene.rolecall(saml)).stderr).toContain('the SAML response is not base64')
  const noBundle = await scene.rolecall(['login', 'dev', '--mfa-code', '123456'], { env })
  expect(noBundle).toMatchObject({ code: 1, stdout: '' })
  expect(noBundle.stderr).toContain('cannot read ~/none.pem: there is no such file')
  expect(noBundle.stderr).not.toContain('key file')
})

test('a profile that only the environment names is told with the variable that does', async () => {
  const env = { AWS_PROFILE: 'gone' }
  expect(await scene.rolecall(['env'], { env })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^rolecall: there is no profile gone \(AWS_PROFILE\)\nhint: .*\n$/,
    ) as unknown,
  })
})

test('a profile that runs rolecall for itself is an error in the program that it runs', async () => {
  const result = await scene.rolecall(['process', '--profile', 'around-again'])
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toContain('profile around ')
})

test('a credential_process that leads back to itself ends with the path instead of waiting', async () => {
  const result = await scene.rolecall(['process', '--profile', 'circle-a'])
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toContain('leads back to itself: circle-a -> circle-b')
})

test.each(['adopt', 'eject', 'env', 'exec', 'explain', 'login', 'process', 'whoami'])(
  '%s takes the profile as --profile, as the AWS CLI does',
  async (command) => {
    const result = await scene.rolecall([command, '--profile', 'nobody'])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('there is no profile nobody')
  },
)

test('without a command the help is shown, and nothing else', async () => {
  const help = await scene.rolecall(['--help'])
  expect(await scene.rolecall([])).toMatchObject({ code: 2, stdout: '', stderr: help.stdout })
})

test('help COMMAND is COMMAND --help', async () => {
  for (const words of [['env'], ['sts', 'assume-role'], []]) {
    const { stdout } = await scene.rolecall([...words, '--help'])
    const result = await scene.rolecall(['help', ...words])
    expect(result).toMatchObject({ code: 0, stdout, stderr: '' })
  }
  const { stdout } = await scene.rolecall(['--help'])
  expect(await scene.rolecall(['help', 'help'])).toMatchObject({ code: 0, stdout, stderr: '' })
})

test('every command explains itself with examples', async () => {
  const { stdout } = await scene.rolecall(['--help'])
  const commands = [...stdout.matchAll(/^ {2}([a-z-]+) {2}/gm)].map(([, name]) => name ?? '')
  expect(commands).toContain('process')
  for (const command of commands) {
    const help = await scene.rolecall([command, '--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('Examples:')
    // Of a command with subcommands, only these take the global options.
    expect(help.stdout).toMatch(
      ['mfa', 'sts'].includes(command)
        ? /^Options:\n {2}-h, --help {2,}print help, with examples\n\n/m
        : /^Global options:\n[^]*^ {2}-h, --help {2,}print help, with examples\n\n/m,
    )
    expect(help.stdout).not.toMatch(/choices:|^Global options:[^]*^Options:/m)
  }
})

test('the help tells what --refresh renews: of login the MFA session, too', async () => {
  const helpOf = async (command: string): Promise<string | undefined> =>
    /--refresh +(.*(?:\n {20,}.*)*)/.exec((await scene.rolecall([command, '--help'])).stdout)?.[1]
  expect(await helpOf('env')).toMatch(/reusing the MFA\s+session/)
  expect(await helpOf('login')).toMatch(/and a new MFA\s+session/)
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])(
  '%s ends the command of the profile as well',
  async (signal) => {
    const script = `rolecall process waiting --no-input & asked=$!
      until [ -s $HOME/waiting ]; do sleep 0.05; done
      command=$(cat $HOME/waiting); rm $HOME/waiting
      kill -${signal.slice(3)} $asked; wait $asked; echo $?
      for i in 1 2 3 4 5 6 7 8 9 10; do ps -o stat= -p $command | grep -qv Z || exit 0; sleep 0.1; done
      echo still alive; kill -KILL -$command`
    // With job control, since a shell without it has its background commands ignore SIGINT.
    const { stdout } = await runCommand('bash', ['-mc', script], { env: scene.env })
    expect(stdout).toBe(`${128 + constants.signals[signal as NodeJS.Signals]}\n`)
  },
)
