import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { isInstalled } from '../support/commands.js'
import { startFederation } from '../support/federation.js'
import { isOtherProgram, runCommand, type RunResult } from '../support/run.js'
import { NOMFA, startRoleScene } from '../support/role-scene.js'
import { DEV, type Scene } from '../support/scene.js'
import { readEndpoint, startServing } from '../support/serve.js'
import { identityOf } from '../support/sts-server/model.js'

interface Entry {
  at: string
  id: string
  event: string
  profile: string
  command: string
  operation: string
  accessKeyId?: string
  [name: string]: unknown
}

let scene: Scene
beforeEach(async () => {
  scene = await startRoleScene(
    `[profile locked]
role_arn = arn:aws:iam::222222222222:role/break-glass
source_profile = keys
region = eu-west-1
`,
    `source_identity = alice
role_session_name = build-42
`,
  )
})
afterEach(() => scene[Symbol.asyncDispose]())

const folder = (): string => join(scene.home.path, '.local/state/rolecall/history')
const segments = (): string[] => (existsSync(folder()) ? readdirSync(folder()).sort() : [])
const text = (): string =>
  segments()
    .map((name) => readFileSync(join(folder(), name), 'utf8'))
    .join('')

async function entries(...args: string[]): Promise<Entry[]> {
  const { code, stdout, stderr } = await scene.rolecall(['history', '--json', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Entry[]
}

/** Writes a file of the journal. */
function plant(name: string, contents: string): string {
  mkdirSync(folder(), { recursive: true, mode: 0o700 })
  const path = join(folder(), name)
  writeFileSync(path, contents, { mode: 0o600 })
  return path
}

const today = (): string => new Date().toISOString().slice(0, 10)

function line(values: Partial<Entry> = {}): string {
  const entry = {
    at: '2026-11-01T10:00:00Z',
    id: '0123456789',
    event: 'issued',
    profile: 'dev',
    account: '222222222222',
    role: DEV,
    command: 'exec',
    operation: 'AssumeRole',
    region: 'eu-west-1',
    expires: '2026-11-01T11:00:00Z',
    ...values,
  }
  return `${JSON.stringify(entry)}\n`
}

const issue = (...args: string[]): Promise<RunResult> =>
  scene.rolecall(['process', 'nomfa', '--refresh', ...args])

describe('an entry', () => {
  test('says what was issued, to whom, for which command, and contains no secret', async () => {
    expect(await issue()).toMatchObject({ code: 0, stderr: '' })
    const [session] = scene.sts.sessions
    const [entry, ...others] = await entries()
    expect(others).toEqual([])
    expect(entry).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      id: expect.stringMatching(/^[0-9a-f]{10}$/) as string,
      event: 'issued',
      profile: 'nomfa',
      account: '222222222222',
      role: NOMFA,
      command: 'process',
      operation: 'AssumeRole',
      region: 'eu-west-1',
      accessKeyId: session?.accessKeyId,
      signedBy: scene.key.accessKeyId,
      sessionArn: session && identityOf(session.principal).arn,
      sessionName: 'build-42',
      sourceIdentity: 'alice',
      expires: expect.stringMatching(/Z$/) as string,
      program: expect.any(String) as string,
      pid: process.pid,
    })
    const [name = ''] = segments()
    expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o600)
  })

  test('is written for each call of a plan, for refusals, and for sts', async () => {
    const [wrong, right] = ['000000', scene.sts.freshCode(scene.serial)]
    await scene.rolecall(['exec', 'dev', '--mfa-code', wrong, '--', 'true'])
    await scene.rolecall(['exec', 'dev', '--mfa-code', right, '--', 'true'])
    await scene.rolecall(['env', 'locked'])
    const sts = ['sts', 'assume-role', '--profile', 'keys', '--role-session-name', 'x1']
    await scene.rolecall([...sts, '--role-arn', NOMFA])
    await scene.rolecall([...sts, '--role-arn', `${NOMFA}-none`])
    await scene.rolecall(['sts', 'get-caller-identity', '--profile', 'keys'])
    const seen = (await entries()).map(({ event, command, operation, profile, error }) =>
      [event, command, operation, profile, error].filter(Boolean).join(' '),
    )
    expect(seen).toEqual([
      'denied exec GetSessionToken dev AccessDenied',
      'issued exec GetSessionToken dev',
      'issued exec AssumeRole dev',
      'denied env AssumeRole locked AccessDenied',
      'issued sts AssumeRole keys',
      'denied sts AssumeRole keys AccessDenied',
    ])
    const secrets = [...scene.sts.secrets(), wrong, right]
    expect(secretsIn(text(), secrets)).toEqual([])
    const shown = await scene.rolecall(['history'])
    expect(secretsIn(shown.stdout + shown.stderr, secrets)).toEqual([])
  })

  test('is not written for a hit', async () => {
    await issue()
    const before = text()
    for (const args of [
      ['process', 'nomfa'],
      ['env', 'nomfa'],
      ['exec', 'nomfa', '--', 'true'],
    ]) {
      expect(await scene.rolecall(args)).toMatchObject({ code: 0, stderr: '' })
    }
    const kube = ['kube-token', 'nomfa', '--cluster', 'blue']
    expect(await scene.rolecall(kube)).toMatchObject({ code: 0 })
    expect(text()).toBe(before)
    await scene.rolecall([...kube, '--refresh'])
    expect((await entries()).map(({ command }) => command)).toEqual(['process', 'kube-token'])
  })

  test('is written once by processes that share a session', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => issue()))
    expect(new Set(results.map(({ code }) => code))).toEqual(new Set([0]))
    const recorded = (await entries()).map(({ accessKeyId }) => accessKeyId)
    expect(recorded).toEqual(scene.sts.sessions.map(({ accessKeyId }) => accessKeyId))
  })

  test('is written for the sign-in token of the console, and for its refusal', async () => {
    await using federation = await startFederation(scene.sts)
    const env = { AWS_ENDPOINT_URL_SIGNIN: federation.url }
    const open = ['console', 'nomfa', '--print', '--no-input']
    const { code, stdout } = await scene.rolecall(open, { env })
    expect(code).toBe(0)
    federation.fault = { status: 400, body: 'no' }
    expect(await scene.rolecall(open, { env })).toMatchObject({ code: 3 })
    const [session, opened, refused, ...others] = await entries()
    expect(others).toEqual([])
    expect(session).toMatchObject({ event: 'issued', command: 'console', operation: 'AssumeRole' })
    const same = {
      command: 'console',
      operation: 'GetSigninToken',
      account: '222222222222',
      role: NOMFA,
      sessionArn: session?.['sessionArn'],
      signedBy: session?.accessKeyId,
    }
    expect(opened).toMatchObject({ ...same, event: 'issued', expires: session?.['expires'] })
    expect(refused).toMatchObject({ ...same, event: 'denied', error: 'refused' })
    expect(text()).not.toContain(new URL(stdout.trim()).searchParams.get('SigninToken'))
    const shown = await scene.rolecall(['history', opened?.id ?? ''])
    expect(shown.stdout).toContain('AttributeKey=Username,AttributeValue=build-42')
  })

  test('is written once for what serve hands to many clients', async () => {
    await using serving = await startServing(['nomfa'], scene.env, 1)
    const [variables = {}] = serving.variables
    for (let client = 0; client < 5; client++) {
      expect(await readEndpoint(variables)).toMatchObject({ status: 200 })
    }
    const [session] = scene.sts.sessions
    expect(await entries()).toMatchObject([
      { event: 'issued', command: 'serve', profile: 'nomfa', accessKeyId: session?.accessKeyId },
    ])
  })

  test('is not written if the history is off', async () => {
    const settings = '.config/rolecall/settings.ini'
    await scene.home.write(settings, 'history = off\n')
    expect(await issue()).toMatchObject({ code: 0, stderr: '' })
    expect(segments()).toEqual([])
    expect(await scene.rolecall(['history'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr:
        'rolecall: the history is empty\nrolecall: history = off in the settings file: nothing is recorded\n',
    })
    await scene.home.write(settings, 'history = maybe\n')
    expect(await issue()).toMatchObject({ code: 0, stderr: '' })
    expect(await scene.rolecall(['history'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('history = maybe is neither on nor off nor a time') as string,
    })
  })
})

describe('fifty processes that are killed at random', { timeout: 60_000 }, () => {
  test('leave every issue in the journal once, in whole lines, also when a file is full', async () => {
    // The file of today is almost full, so that the processes start another one.
    const full = line().repeat(Math.floor((2 * 1024 * 1024 - 4000) / line().length))
    plant(`${today()}-01.jsonl`, full)
    const runs = Array.from({ length: 50 }, (_, at) => {
      const limit = at % 2 === 0 ? '30' : String(0.3 + Math.random() * 5)
      const words = ['-s', 'KILL', limit, 'rolecall', 'process', 'nomfa', '--no-cache']
      return runCommand('timeout', words, { env: scene.env, timeoutMs: 50_000 })
    })
    const results = await Promise.all(runs)
    const handedOut = results.flatMap(({ stdout }) =>
      stdout.endsWith('}\n') ? [(JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId] : [],
    )
    const ended = results.filter(({ code }) => code === 0)
    expect(ended.length).toBeGreaterThanOrEqual(25)
    expect(handedOut.length).toBeGreaterThanOrEqual(ended.length)

    const lines = text().slice(full.length).split('\n').slice(0, -1)
    const recorded = lines.map((each) => (JSON.parse(each) as Entry).accessKeyId)
    const issued = scene.sts.sessions.map(({ accessKeyId }) => accessKeyId)
    expect(new Set(recorded).size).toBe(recorded.length)
    expect(handedOut.filter((id) => !recorded.includes(id))).toEqual([])
    expect(recorded.filter((id) => !issued.includes(id ?? ''))).toEqual([])
    expect(segments().length).toBeGreaterThan(1)
    expect(await entries('--since', '1h')).toHaveLength(recorded.length)
  })
})

describe('the journal', () => {
  test('is bounded by age and by size, oldest first', async () => {
    await scene.home.write('.config/rolecall/settings.ini', 'history = 30d\n')
    const day = (days: number): string =>
      new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
    for (const days of [1, 31.5, 33, 400]) plant(`${day(days)}-01.jsonl`, line())
    const names = Array.from({ length: 40 }, (_, at) => `${day(20)}-${String(at + 10)}.jsonl`)
    for (const name of names) truncateSync(plant(name, line()), 2 * 1024 * 1024)
    await scene.home.write('.local/state/rolecall/history/notes.txt', 'not ours')
    await issue()
    const left = segments()
    expect(left).toContain(`${today()}-01.jsonl`)
    expect(left).toContain('notes.txt')
    expect(left.filter((name) => names.includes(name))).toEqual(names.slice(-30))
    expect(left.filter((name) => !names.includes(name))).toEqual([
      `${day(1)}-01.jsonl`,
      `${today()}-01.jsonl`,
      'notes.txt',
    ])
  })

  // The launcher is a static program, which libfaketime cannot give another clock.
  test.skipIf(!isInstalled('faketime') || isOtherProgram)(
    'keeps everything if the clock is years ahead for a moment',
    async () => {
      await issue()
      const words = ['-f', '+1200d', 'rolecall', 'process', 'nomfa', '--no-cache']
      expect(await runCommand('faketime', words, { env: scene.env })).toMatchObject({ code: 0 })
      expect(segments()).toHaveLength(2)
      expect(await entries()).toHaveLength(2)
    },
  )

  test('with lines that are cut or damaged loses only those, and history says so', async () => {
    const good = line({ id: 'aaaaaaaaaa' })
    const next = line({ id: 'bbbbbbbbbb' })
    plant(
      '2026-11-01-01.jsonl',
      `${good}${line().slice(0, 100)}${next}\0\0\0\0\n\n{}\n"x"\n${line().slice(0, 50)}`,
    )
    plant('2026-11-02-01.jsonl', '\u0080\u00ff binary \n')
    symlinkSync('/etc/passwd', join(folder(), '2026-11-03-01.jsonl'))
    const { code, stdout, stderr } = await scene.rolecall(['history', '--json'])
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as Entry[]).map(({ id }) => id)).toEqual([
      'aaaaaaaaaa',
      'bbbbbbbbbb',
    ])
    expect(stderr).toBe(
      'rolecall: the history has 6 damaged lines, skipped\n' +
        'rolecall: 2026-11-03-01.jsonl in the history is not a private file that can be read: skipped\n',
    )
  })

  test.each([
    ['a full disk', 'ulimit -f 0', 'true'],
    ['a folder in its place', `mkdir -p "$H/$D-01.jsonl"`, 'true'],
    ['a pipe in its place', `mkdir -p "$H" && mkfifo "$H/$D-01.jsonl"`, 'true'],
    ['a file in place of the folder', `touch "$H"`, 'true'],
    ['a folder that others can write to', `mkdir -m 777 "$H"`, 'true'],
  ])('that cannot be written costs nobody the credentials: %s', async (_, before) => {
    const script = `mkdir -p -m 700 "$(dirname "$H")"; ${before}; exec rolecall process nomfa --no-cache`
    const env = { ...scene.env, H: folder(), D: today() }
    const result = await runCommand('bash', ['-c', script], { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toMatchObject({ Version: 1 })
    expect(await scene.rolecall(['history'])).toMatchObject({ code: 0, stdout: '' })
  })

  test('of a disk that became full in the middle of a line goes on with the next line', async () => {
    plant(`${today()}-01.jsonl`, line().repeat(3))
    const script = 'ulimit -f 1; exec rolecall process nomfa --no-cache'
    const cut = await runCommand('bash', ['-c', script], { env: scene.env })
    expect(cut).toMatchObject({ code: 0 })
    expect(text()).not.toMatch(/\n$/)
    await issue('--no-cache')
    const { stdout, stderr } = await scene.rolecall(['history', '--json'])
    expect(stderr).toBe('rolecall: the history has 1 damaged line, skipped\n')
    expect(JSON.parse(stdout)).toHaveLength(4)
  })
})

describe('history', () => {
  /** One time for all, so that a test names the same seconds throughout. */
  const now = Date.now()
  const days = (count: number): string =>
    new Date(now - count * 86_400_000).toISOString().replace(/\.\d+/, '')

  beforeEach(() => {
    const of = (at: string, values: Partial<Entry>): void =>
      void plant(`${at.slice(0, 10)}-01.jsonl`, line({ at, ...values }))
    of(days(20), { id: 'a'.repeat(10), profile: 'old', accessKeyId: 'ASIAOLDOLDOLDOLD0000' })
    of(days(3), {
      id: 'b'.repeat(10),
      profile: 'prod',
      stepProfile: 'shared "x"',
      account: '333333333333',
      role: 'arn:aws:iam::333333333333:role/team/Admin',
    })
    of(days(1), { id: 'c'.repeat(10), event: 'denied', error: 'AccessDenied' })
  })

  test.each([
    [['--since', '7d'], 'bc'],
    [['--since', '7d', '--until', '2d'], 'b'],
    [['--until', days(20).slice(0, 10)], 'a'],
    [['--since', days(20).slice(0, 10), '--limit', '2'], 'bc'],
    [['--account', '333333333333'], 'b'],
    [['--account', 'ACME-prod'], 'b'],
    [['--profile', 'shared "x"'], 'b'],
    [['--profile', 'ol'], ''],
    [['--role', 'admin'], 'b'],
    [['--role', 'role/dev', '--since', '30d'], 'ac'],
  ])('filters: %s', async (args, expected) => {
    const settings = '[accounts]\n333333333333 = acme-prod\n'
    await scene.home.write('.config/rolecall/settings.ini', settings)
    expect((await entries(...args)).map(({ id }) => id[0]).join('')).toBe(expected)
  })

  test('prints a table in a pipe and on a terminal, and refuses what makes no sense', async () => {
    const { code, stdout, stderr } = await scene.rolecall(['history', '--since', '7d'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      `TIME                  PROFILE  SESSION     ACCOUNT       COMMAND  PROGRAM  RESULT                ID
${days(3)}  prod     team/Admin  333333333333  exec              ${'issued'.padEnd(20)}  bbbbbbbbbb
${days(1)}  dev      dev         222222222222  exec              denied: AccessDenied  cccccccccc
`.replace('issued              ', '0 s                 '),
    )
    const terminal = await scene.atTerminal(['history', '--limit', '1'], 0)
    expect(terminal).toMatchObject({ code: 0 })
    expect(terminal.shown).toContain('cccccccccc')
    for (const [args, error] of [
      [['--since', 'soon'], 'invalid --since "soon"'],
      [['--limit', '0'], 'invalid --limit "0"'],
      [['--account', 'nobody'], '"nobody" is neither twelve digits nor a named account'],
      [['--cloudtrail'], '--cloudtrail needs the ID of an entry'],
      [['bbbbbbbbbb', '--as', 'dev'], '--as needs --cloudtrail'],
      [['bbbbbbbbbb', '--since', '7d'], 'an ID cannot be combined with a filter'],
      [['ffffffffff'], 'the history has no entry ffffffffff'],
    ] as const) {
      const refused = await scene.rolecall(['history', ...args])
      expect(refused).toMatchObject({ code: 2, stdout: '' })
      expect(refused.stderr).toContain(`rolecall: ${error}\nhint: `)
    }
  })

  test('shows one entry by its ID or its access key ID, with its look-ups', async () => {
    const { stdout } = await scene.rolecall(['history', 'ASIAOLDOLDOLDOLD0000'])
    expect(stdout).toContain('access key ID  ASIAOLDOLDOLDOLD0000\n')
    expect(stdout).toContain(
      'rolecall exec old -- aws cloudtrail lookup-events --region us-east-1 --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=ASIAOLDOLDOLDOLD0000 --start-time ',
    )
    const json = await scene.rolecall(['history', 'a'.repeat(10), '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      id: 'a'.repeat(10),
      lookUps: [
        { finds: 'call', region: 'eu-west-1', attributeKey: 'EventName' },
        { finds: 'use', region: 'eu-west-1', attributeKey: 'AccessKeyId' },
        { finds: 'use', region: 'us-east-1', attributeKey: 'AccessKeyId' },
      ],
    })
  })

  test('shows what a terminal would obey escaped', async () => {
    const evil = '\u001b[2J\u202egnp\u009b31m'
    const [id, arn] = ['d'.repeat(10), `arn:aws:sts::222222222222:assumed-role/dev/${evil}`]
    const values = { id, profile: evil, sessionName: evil, sessionArn: arn, program: evil }
    plant(`${today()}-01.jsonl`, line({ at: days(0), ...values, role: evil }))
    for (const args of [[], ['--json'], [id], [id, '--json']]) {
      const { stdout, stderr } = await scene.rolecall(['history', ...args])
      for (const each of evil.match(/[^ -~]/g) ?? []) expect(stdout + stderr).not.toContain(each)
      expect(stdout).toMatch(/\\u(\{1b\}|001b)\[2J/)
    }
    expect(JSON.parse((await scene.rolecall(['history', id, '--json'])).stdout)).toMatchObject({
      sessionName: evil,
    })
  })
})
