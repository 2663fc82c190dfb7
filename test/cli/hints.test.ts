import { afterEach, beforeEach, expect, test } from 'vitest'
import { answer, DEV, profiles, startScene, type Scene } from '../support/scene.js'
import { runCommand } from '../support/run.js'
import { runInTerminal } from '../support/terminal.js'

/** A role that allows sessions of twelve hours. */
const LONG = 'arn:aws:iam::222222222222:role/long'

let scene: Scene
beforeEach(async () => {
  scene = await startScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

/** The command in a hint, as the user would copy it. */
function commandIn(stderr: string): string {
  const [, command] = /^hint: run `(rolecall .*)` in a terminal first$/m.exec(stderr) ?? []
  if (command === undefined) throw new Error(`no command in the hint of: ${stderr}`)
  return command
}

/** Pastes a command into a shell in a terminal, and enters one code. */
async function paste(command: string, shell = 'bash'): Promise<number> {
  using terminal = runInTerminal(shell, ['-c', command], { env: scene.env })
  await answer(terminal, scene.sts.freshCode(scene.serial))
  return (await terminal.exit).code
}

test.each([
  [['process', '--profile', 'dev']],
  [['process', '--profile', 'dev', '--duration', '45m']],
  [['process', '--role-arn', LONG, '--source-profile', 'base', '--duration', '2h']],
  [['env', 'dev', '--session-name', 'me@work', '--external-id=a-b:c/d']],
  [['env', '--role-arn', DEV, '--source-profile', 'base']],
  [['exec', '--role-arn', DEV, '--source-profile', 'base', '--', 'true']],
  [['env', DEV, '--source-profile', 'base', '--region', 'eu-central-1']],
  [['process', 'dev', '--policy', '{"Version":"2012-10-17","Id":"it\'s a\\\\b","Statement":[]}']],
  [['process', 'base']],
  [['process', '-odd']],
  [['process', '--profile', "it's $(touch owned) `id`"]],
])('the login in the hint of %j makes the same command work', async (args) => {
  await scene.configure(
    `${profiles(scene.serial)}${["it's $(touch owned) `id`", '-odd']
      .map((name) => `[profile "${name}"]\nrole_arn = ${DEV}\nsource_profile = base\n`)
      .join('')}`,
  )
  const words = args.map((word) => (word === '-odd' ? '--profile=-odd' : word))
  const refused = await scene.rolecall(words)
  expect(refused).toMatchObject({ code: 4, stdout: '' })
  expect(await paste(commandIn(refused.stderr))).toBe(0)
  expect(await scene.rolecall(words)).toMatchObject({ code: 0, stderr: '' })
})

test.each(['zsh', 'fish', 'ksh'])(
  '%s reads the hint of a hostile name as one word',
  async (shell) => {
    const name = "it's a $(touch owned) \\ 'x\\\\"
    await scene.configure(
      `${profiles(scene.serial)}[profile "${name}"]\nrole_arn = ${DEV}\nsource_profile = base\n`,
    )
    const refused = await scene.rolecall(['process', '--profile', name])
    expect(await paste(commandIn(refused.stderr), shell)).toBe(0)
    expect(await scene.rolecall(['process', '--profile', name])).toMatchObject({ code: 0 })
  },
)

test.each([['--no-cache'], ['--refresh']])(
  'with %s a login does not help, so that the hint names the variable for the code',
  async (flag) => {
    const { stderr } = await scene.rolecall(['process', 'base', flag])
    expect(stderr).toBe(
      `rolecall: an MFA code for ${scene.serial} is needed, and there is no terminal to prompt on\n` +
        'hint: run this in a terminal, or give the code in ROLECALL_MFA_CODE or --mfa-code\n',
    )
    const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    expect(await scene.rolecall(['process', 'base', flag], { env })).toMatchObject({ code: 0 })
  },
)

test('a prompt for a second code says first that AWS refused the role', async () => {
  await scene.configure(
    `${profiles(scene.serial)}[profile locked]
role_arn = arn:aws:iam::222222222222:role/break-glass
source_profile = base
`,
  )
  await scene.atTerminal(['login', 'dev'])
  using terminal = runInTerminal('rolecall', ['process', 'locked'], {
    env: { ...scene.env, NO_COLOR: '1', COLUMNS: '500' },
  })
  await terminal.waitFor(/MFA code for \S+: /)
  expect(terminal.transcript).toMatch(
    /^rolecall: AWS denied this: .*break-glass.*; a newer MFA session may help\s+rolecall: MFA needed for break-glass in 222222222222/s,
  )
  terminal.send(`${scene.sts.freshCode(scene.serial)}\r`)
  expect((await terminal.exit).code).toBe(3)
})

test.each([
  [['--profile', 'dev', 'exec', '--', 'true']],
  [['-p', 'dev', 'list']],
  [['--debug', 'status']],
  [['exec', 'dev', 'true']],
  [['exec', '--', 'dev', 'true']],
  [['exec', 'dev', '--', '--region', 'us-east-1', 'true']],
  [['store', 'none']],
  [['lst']],
  [['dev']],
  [['login', '--sts']],
  [['completion']],
  [['sso', 'login']],
])('the command in the hint of %j does not lead back to the same error', async (args) => {
  await scene.atTerminal(['login', 'dev'])
  const refused = await scene.rolecall(args)
  expect(refused.code).not.toBe(0)
  const [first, hint = ''] = refused.stderr.split('\n')
  const [, command, guess] = /^.*(rolecall (?!this).*)|did you mean (\w+)/.exec(hint) ?? []
  const line = (command ?? `rolecall ${guess ?? ''}`).replace(/ shows what it takes$/, '')
  const followed = await runCommand('bash', ['-c', line], { env: scene.env })
  expect(followed.stderr).not.toContain(first)
})
