import { chmod, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRunning } from '../support/children.js'
import { COMMAND, runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const NOMFA = 'arn:aws:iam::222222222222:role/nomfa'
const CONFIG = (rule = ''): string => `[profile keys]
region = eu-west-1

[profile free]
role_arn = ${NOMFA}
source_profile = keys
region = eu-west-1
${rule}
`

let scene: Scene

beforeEach(async () => {
  scene = await startScene()
  await scene.configure(CONFIG())
  const { accessKeyId, secretAccessKey } = scene.key
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[keys]\n${keys}`)
})
afterEach(() => scene[Symbol.asyncDispose]())

const settings = (text: string): Promise<unknown> =>
  scene.home.write('.config/rolecall/settings.ini', text)

/** The session that a command has printed. */
async function issued(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await scene.rolecall(args, { env })
  const session = scene.sts.sessions.find(({ accessKeyId }) => stdout.includes(accessKeyId))
  const name = session?.principal.kind === 'role' ? session.principal.sessionName : undefined
  return { code, stderr, name, isLimited: session?.policies !== undefined }
}

const PROCESS = ['process', '--profile', 'free']

test('an agent gets a limited session of its own, also from the cache; a person the whole one', async () => {
  await settings('agents = read-only\n')
  const agent = { CLAUDECODE: '1' }
  for (const args of [PROCESS, ['env', 'free']]) {
    expect(await issued(args)).toMatchObject({ code: 0, isLimited: false })
    expect(await issued(args, agent)).toMatchObject({ code: 0, isLimited: true })
    expect((await issued(args, agent)).name).toMatch(/@claude-code$/)
    expect((await issued(args)).name).not.toContain('@')
  }
  const named = ['env', '--session-name', 'ann', 'free']
  expect((await issued(named, { AI_AGENT: 'My Bot/2' })).name).toBe('ann@my-bot-2')
  expect(scene.sts.calls('AssumeRole')).toHaveLength(3)
  const explained = await scene.rolecall(['explain', 'free'], { env: agent })
  expect(explained.stdout).toContain('limited to: read-only (claude-code is an AI agent)')
})

test('an agent is recognised among the ancestors, on a hit too', async () => {
  await settings('agents = read-only\n')
  expect(await issued(PROCESS)).toMatchObject({ code: 0, isLimited: false })
  const program = join(scene.home.path, 'claude')
  await symlink('/bin/bash', program)
  const line = [...COMMAND, ...PROCESS].map((word) => `'${word}'`).join(' ')
  for (const kind of ['miss', 'hit']) {
    const { stdout } = await runCommand(program, ['-c', `${line}; true`], { env: scene.env })
    const session = scene.sts.sessions.find(({ accessKeyId }) => stdout.includes(accessKeyId))
    expect(session?.policies, kind).toHaveLength(1)
  }
  const script = await scene.home.write('bin/claude', `#!/bin/sh -e\n${line}\ntrue\n`)
  await chmod(script, 0o755)
  const { stdout } = await runCommand(script, [], { env: scene.env })
  const session = scene.sts.sessions.find(({ accessKeyId }) => stdout.includes(accessKeyId))
  expect(session?.policies, 'a shell script').toHaveLength(1)
  expect(await issued(PROCESS)).toMatchObject({ isLimited: false })
})

test('the rule of a profile precedes that of the settings; without one, nothing changes', async () => {
  const agent = { CURSOR_AGENT: '1' }
  expect(await issued(PROCESS, agent)).toMatchObject({ isLimited: false })
  await scene.configure(CONFIG('rolecall_agents = read-only'))
  expect(await issued(PROCESS, agent)).toMatchObject({ isLimited: true })
  await settings('agents = read-only\n')
  await scene.configure(CONFIG('rolecall_agents = off'))
  expect(await issued(PROCESS, agent)).toMatchObject({ isLimited: false })
  await settings('agents = readonly\n')
  await scene.configure(CONFIG())
  const wrong = await scene.rolecall(PROCESS, { env: agent })
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toContain('agents = readonly is not a rule for AI agents')
  await settings('agents = read-only\n')
  const key = await scene.rolecall(['env', '--no-session', 'keys'], { env: agent })
  expect(key).toMatchObject({ code: 1, stdout: '' })
  const sts = await scene.rolecall(['sts', 'get-session-token', '--profile', 'keys'], {
    env: agent,
  })
  expect(sts).toMatchObject({ code: 1, stdout: '' })
  const federated = await scene.rolecall(
    ['sts', 'get-federation-token', '--name', 'ann', '--profile', 'keys'],
    { env: agent },
  )
  expect(federated).toMatchObject({ code: 1, stdout: '' })
})

test('a tag and a source identity mark the session of an agent, and of no person', async () => {
  await settings('agents = read-only\n')
  const marks = 'rolecall_agent_tag = agent\nrolecall_agent_source_identity = true\n'
  await scene.configure(CONFIG(`${marks}session_tags = team=web,Agent=none`))
  const agent = { CLAUDECODE: '1' }
  expect(await issued(PROCESS)).toMatchObject({ code: 0, isLimited: false })
  expect(await issued(PROCESS, agent)).toMatchObject({ code: 0, isLimited: true })
  const [person, marked] = scene.sts.calls('AssumeRole').map(({ params }) => params)
  expect(person).toMatchObject({ 'Tags.member.2.Value': 'none' })
  expect(person).not.toHaveProperty('SourceIdentity')
  expect(marked).toMatchObject({
    'Tags.member.1.Key': 'team',
    'Tags.member.2.Key': 'agent',
    'Tags.member.2.Value': 'claude-code',
    SourceIdentity: expect.stringMatching(/@claude-code$/) as string,
  })
  expect(marked).not.toHaveProperty('Tags.member.3.Key')
  await issued(['env', '--source-identity', 'ann', 'free'], agent)
  expect(scene.sts.calls('AssumeRole').at(-1)?.params['SourceIdentity']).toBe('ann@claude-code')

  // The trust policy allows neither.
  await scene.configure(CONFIG(marks).replaceAll('nomfa', 'batch'))
  const refused = await scene.rolecall(PROCESS, { env: agent })
  expect(refused).toMatchObject({ code: 3, stdout: '' })
  expect(refused.stderr).toMatch(/sts:TagSession|sts:SetSourceIdentity/)
  await scene.configure(CONFIG('rolecall_agent_source_identity = yes'))
  const wrong = await scene.rolecall(PROCESS, { env: agent })
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toContain('write rolecall_agent_source_identity = true, or false')
})

test('the session of an access key has the tag too: GetFederationToken accepts one', async () => {
  await settings('agents = read-only\n')
  const marks = 'rolecall_agent_tag = agent\nrolecall_agent_source_identity = true\n'
  await scene.configure(`[profile keys]\nregion = eu-west-1\n${marks}`)
  const agent = { CLAUDECODE: '1' }
  const { code, stderr, isLimited } = await issued(['process', '--profile', 'keys'], agent)
  expect({ code, isLimited }, stderr).toEqual({ code: 0, isLimited: true })
  const { params } = scene.sts.calls('GetFederationToken')[0] ?? {}
  expect(params).toMatchObject({
    'Tags.member.1.Key': 'agent',
    'Tags.member.1.Value': 'claude-code',
    Name: expect.stringMatching(/@claude-code$/) as string,
  })
  expect(params).not.toHaveProperty('SourceIdentity')
})

test('an agent is asked for on the terminal if there is no desktop: yes, no, silence', async () => {
  await settings('agents = confirm\n')
  const env = { ...scene.env, CLAUDECODE: '1', NO_COLOR: '1' }
  for (const [answer, code] of [
    ['no\r', 130],
    ['yes\r', 0],
  ] as const) {
    using terminal = runInTerminal('rolecall', ['env', '--no-cache', 'free'], { env })
    await terminal.waitFor(/run by the AI agent claude-code, wants nomfa in 222222222222/)
    terminal.send(answer)
    expect((await terminal.exit).code).toBe(code)
    expect(terminal.transcript.includes('AWS_SECRET_ACCESS_KEY')).toBe(code === 0)
  }
  const silent = { ...env, ROLECALL_PROMPT_TIMEOUT: '1' }
  using terminal = runInTerminal('rolecall', ['env', 'free'], { env: silent })
  expect((await terminal.exit).code).not.toBe(0)
  expect(terminal.transcript).not.toContain('AWS_SECRET_ACCESS_KEY')
  const calls = scene.sts.calls('AssumeRole').map(({ params }) => params['RoleSessionName'])
  expect(calls).toEqual([expect.stringMatching(/@claude-code$/)])
})

test('silence in a dialog is a no, and the dialog does not stay', async () => {
  await settings('agents = confirm\n')
  const pid = join(scene.home.path, 'zenity-pid')
  const zenity = await scene.home.write(
    'bin/zenity',
    `#!/bin/sh\necho $$ > ${pid}\nexec sleep 60\n`,
  )
  await chmod(zenity, 0o755)
  const env = {
    ...{ DISPLAY: ':9', CODEX_THREAD_ID: 'x', ROLECALL_PROMPT_TIMEOUT: '1' },
    PATH: `${join(scene.home.path, 'bin')}:/usr/bin:/bin`,
  }
  const run = await scene.rolecall(PROCESS, { env })
  expect(run).toMatchObject({ stdout: '' })
  expect(run.code).not.toBe(0)
  expect(run.stderr).toContain('you did not allow node')
  expect(isRunning(Number(await readFile(pid, 'utf8')))).toBe(false)
  expect(scene.sts.requests).toHaveLength(0)
})

test('rolecall_confirm on a terminal: yes, no, silence; without one, no', async () => {
  expect(await issued(PROCESS)).toMatchObject({ code: 0 })
  await scene.configure(CONFIG('rolecall_confirm = true'))
  const refused = await scene.rolecall(PROCESS)
  expect(refused.stdout).toBe('')
  expect(refused.stderr).toMatch(/you have to allow .* to get nomfa in 222222222222/)
  for (const [answer, code] of [
    ['yes\r', 0],
    ['no\r', 130],
    ['\r', 130],
  ] as const) {
    using terminal = runInTerminal('rolecall', ['env', 'free'], { env: scene.env })
    await terminal.waitFor(/wants nomfa in 222222222222 \(profile free\)[\s\S]*Allow it\?/)
    terminal.send(answer)
    expect((await terminal.exit).code).toBe(code)
    expect(terminal.transcript.includes('AWS_SECRET_ACCESS_KEY')).toBe(code === 0)
  }
  const env = { ...scene.env, ROLECALL_PROMPT_TIMEOUT: '1' }
  using terminal = runInTerminal('rolecall', ['env', 'free'], { env })
  expect((await terminal.exit).code).not.toBe(0)
  expect(terminal.transcript).toContain('you did not allow')
  expect(terminal.transcript).not.toContain('AWS_SECRET_ACCESS_KEY')
})

test('confirm asks in a dialog that names program, folder, agent and role', async () => {
  await settings('agents = confirm\n')
  for (const [answer, code] of [
    ['yes', 0],
    ['no', 130],
  ] as const) {
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" > ${scene.home.path}/asked\necho ${answer}\n`
    const zenity = await scene.home.write('bin/zenity', script)
    await chmod(zenity, 0o755)
    const env = {
      ...{ DISPLAY: ':9', CODEX_THREAD_ID: 'x', TMPDIR: scene.home.path },
      PATH: join(scene.home.path, 'bin'),
    }
    const run = await scene.rolecall(PROCESS, { env })
    expect(run.code).toBe(code)
    expect(run.stdout === '').toBe(code !== 0)
    const asked = await readFile(join(scene.home.path, 'asked'), 'utf8')
    expect(asked).toMatch(/\(pid \d+, .*\), run by the AI agent codex, wants nomfa in 222222222222/)
  }
  expect(scene.sts.calls('AssumeRole')[0]?.params['RoleSessionName']).toMatch(/@codex$/)
})
