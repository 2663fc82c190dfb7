import xterm from '@xterm/headless'
import { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal, type Terminal } from '../support/terminal.js'

const CONFIG = `[profile 東京-prod]
role_arn = arn:aws:iam::333333333333:role/nomfa
source_profile = base

[profile cafe\u0301]
role_arn = arn:aws:iam::222222222222:role/AWSReservedSSO_AdministratorAccess_0123456789abcdef
source_profile = base

[profile evil\u001B[31m\u202Eesrever]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base

[profile broken]
source_profile = nobody
role_arn = arn:aws:iam::222222222222:role/nomfa
`

let scene: Scene
beforeAll(async () => {
  scene = await startScene(CONFIG)
  await scene.home.write('.config/rolecall/settings.ini', '[accounts]\n333333333333 = acme-live\n')
})
afterAll(() => scene[Symbol.asyncDispose]())

interface Size {
  columns: number
  rows: number
}

function start(
  env: Record<string, string> = {},
  size: Size = { columns: 100, rows: 20 },
  args: string[] = [],
): Terminal {
  const fullEnv = { ...scene.env, ROLECALL_SHELL: 'bash', ...env }
  return runInTerminal('rolecall', ['use', ...args], { env: fullEnv, ...size })
}

/** What a person sees: the rows of a real terminal emulator that was fed everything so far. */
async function screenOf({ transcript }: Terminal, { columns, rows }: Size): Promise<string[]> {
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  await new Promise<void>((done) => emulator.write(transcript, done))
  const { active } = emulator.buffer
  return Array.from({ length: rows }, (_, y) => active.getLine(y)?.translateToString(true) ?? '')
}

test.each([
  [60, ['dev', 'MFA code needed'], ['222222222222', 'eu-west-1']],
  [80, ['dev', '222222222222', 'MFA code needed'], ['eu-west-1']],
  [100, ['dev', '222222222222', 'eu-west-1', 'MFA code needed'], []],
  [200, ['dev', '222222222222', 'eu-west-1', 'MFA code needed'], []],
])(
  'at %i columns every row is one line, and the active one is complete below',
  async (columns, shown, left) => {
    const size = { columns, rows: 20 }
    using terminal = start({}, size)
    await terminal.waitFor(/esc cancel/)
    terminal.send('\u001B[B')
    await terminal.waitFor(/dev: dev in 222222222222, eu-west-1, MFA code needed/)
    const screen = await screenOf(terminal, size)
    const row = screen.find((line) => line.startsWith('❯ ')) ?? ''
    for (const text of shown) expect(row).toContain(text)
    for (const text of left) expect(row).not.toContain(text)
    // Ten lines of 8 profiles, filter, count, the chosen one, the keys: nothing has wrapped.
    expect(screen.filter(Boolean)).toHaveLength(12)
  },
)

test('at 80 columns the role has the width of the longest, and no long one hides a column', async () => {
  await using own = await startScene()
  const size = { columns: 80, rows: 20 }
  const rows = async (): Promise<string[]> => {
    const env = { ...own.env, ROLECALL_SHELL: 'bash' }
    using terminal = runInTerminal('rolecall', ['use'], { env, ...size })
    await terminal.waitFor(/esc cancel/)
    return (await screenOf(terminal, size)).slice(2, 7).map((line) => line.trimEnd())
  }
  expect(await rows()).toEqual([
    '❯   base                          eu-west-1       MFA code needed',
    '    dev    dev    222222222222    eu-west-1       MFA code needed',
    '    admin  admin  222222222222    us-east-2       MFA code needed',
    '    audit  audit  333333333333    ap-southeast-2  MFA code needed',
    '',
  ])
  const config = await readFile(join(own.home.path, '.aws/config'), 'utf8')
  const long = 'AWSReservedSSO_AdministratorAccess_0123456789abcdef'
  await own.configure(config.replace('role/dev', `role/${long}`))
  expect((await rows()).slice(0, 3)).toEqual([
    '❯   base                                       eu-west-1       MFA code needed',
    '    dev    AWSReservedSSO_Ad…  222222222222    eu-west-1       MFA code needed',
    '    admin  admin               222222222222    us-east-2       MFA code needed',
  ])
})

test('wide, combining and control characters keep the columns', async () => {
  const size = { columns: 100, rows: 20 }
  using terminal = start({}, size)
  await terminal.waitFor(/esc cancel/)
  const emulator = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
  })
  await new Promise<void>((done) => emulator.write(terminal.transcript, done))
  const columnOf = (name: string, text: string): number => {
    for (let y = 0; y < size.rows; y += 1) {
      const line = emulator.buffer.active.getLine(y)
      if (!line?.translateToString(true).includes(name)) continue
      for (let x = 0; x < size.columns; x += 1) {
        if (line.translateToString(true, x).startsWith(text)) return x
      }
    }
    return -1
  }
  const column = columnOf('dev', 'MFA code')
  expect(column).toBeGreaterThan(0)
  expect(columnOf('東京', 'MFA code')).toBe(column)
  expect(columnOf('caf', 'MFA code')).toBe(column)
  expect(columnOf('esrever', 'unusable')).toBe(column)
  expect(terminal.transcript).not.toContain('evil\u001B')
  expect(terminal.transcript).not.toContain('\u202E')
})

test('production is marked by the rule, the account is shown by name', async () => {
  using terminal = start()
  await terminal.waitFor(/esc cancel/)
  terminal.send('acme 東')
  await terminal.waitFor(/東京-prod: nomfa in acme-live, .*production/)
  expect(terminal.transcript).toContain('!\u001B[39m \u001B[31m')
})

test('the user’s rule applies', async () => {
  await using other = await startScene()
  await other.home.write('.config/rolecall/settings.ini', 'production = ^dev$\n')
  const env = { ...other.env, ROLECALL_SHELL: 'bash' }
  using terminal = runInTerminal('rolecall', ['use'], { env })
  await terminal.waitFor(/esc cancel/)
  terminal.send('dev')
  await terminal.waitFor(/dev: .*, production/)
  await other.home.write('.config/rolecall/settings.ini', 'production = (\n')
  using wrong = runInTerminal('rolecall', ['use'], { env })
  await wrong.waitFor(/production = \( is not a valid regular expression\r?\n/)
  expect((await wrong.exit).code).toBe(1)
})

test('an unusable profile shows why', async () => {
  using terminal = start()
  await terminal.waitFor(/esc cancel/)
  terminal.send('broken')
  await terminal.waitFor(/broken: there is no profile nobody/)
})

test('without colour there is none', async () => {
  using terminal = start({ NO_COLOR: '1' })
  await terminal.waitFor(/esc cancel/)
  const sequences = terminal.transcript.split('\u001B[').slice(1)
  expect(sequences.filter((each) => /^[\d;]+m/.test(each))).toEqual([])
})

test.each([
  ['Ctrl-C', (terminal: Terminal) => terminal.send('\u0003')],
  ['Escape', (terminal: Terminal) => terminal.send('\u001B')],
  ['Ctrl-D', (terminal: Terminal) => terminal.send('\u0004')],
  ['SIGTERM', (terminal: Terminal) => terminal.kill('SIGTERM')],
  ['SIGHUP', (terminal: Terminal) => terminal.kill('SIGHUP')],
  ['SIGINT', (terminal: Terminal) => terminal.kill('SIGINT')],
  ['SIGQUIT', (terminal: Terminal) => terminal.kill('SIGQUIT')],
])('%s gives the screen and the terminal back', async (_, leave) => {
  using terminal = start()
  await terminal.waitFor(/esc cancel/)
  leave(terminal)
  expect(await terminal.exit).toEqual({ code: 130, signal: 0 })
  const screen = await screenOf(terminal, { columns: 100, rows: 20 })
  expect(screen.filter(Boolean)).toEqual(['rolecall: no profile was chosen'])
})

test('Ctrl-C leaves the terminal in its own line mode', async () => {
  const script = 'stty -g >before; rolecall use; stty -g >after; echo done; read end'
  const env = { ...scene.env, ROLECALL_SHELL: 'bash' }
  using terminal = runInTerminal('sh', ['-c', script], { env, cwd: scene.home.path })
  await terminal.waitFor(/esc cancel/)
  terminal.send('\u0003')
  await terminal.waitFor(/done/)
  const [before, after] = await Promise.all(
    ['before', 'after'].map((name) => readFile(join(scene.home.path, name), 'utf8')),
  )
  expect(after).toBe(before)
})

test('nothing goes to stdout but lines for the shell', async () => {
  const script = 'rolecall use >out; echo "status $?"'
  const env = { ...scene.env, ROLECALL_SHELL: 'bash' }
  using terminal = runInTerminal('sh', ['-c', script], { env, cwd: scene.home.path })
  await terminal.waitFor(/esc cancel/)
  terminal.send('\u0003')
  await terminal.waitFor(/status 130/)
  expect(await readFile(join(scene.home.path, 'out'), 'utf8')).toBe('')
})

test('a new size is redrawn', async () => {
  using terminal = start()
  await terminal.waitFor(/esc cancel/)
  terminal.resize(60, 12)
  await terminal.waitFor(/esc cancel/)
  const after = terminal.transcript.slice(terminal.transcript.lastIndexOf('\u001B[2J'))
  const emulator = { ...terminal, transcript: `\u001B[?1049h${after}` }
  const screen = await screenOf(emulator, { columns: 60, rows: 12 })
  expect(screen[0]).toMatch(/^profile ❯/)
  expect(screen.find((line) => line.startsWith('❯ '))).toMatch(/^❯ {3}base +MFA code needed$/)
  expect(screen.at(-1)).toMatch(/esc cancel/)
})

test('a filter that matches nothing shows similar names', async () => {
  using terminal = start({}, { columns: 100, rows: 20 }, ['amdin'])
  await terminal.waitFor(/no matching profile; similar names:[^]*admin[^]*esc cancel/)
  terminal.send('\r')
  expect(terminal.transcript).not.toContain('admin: admin in 222222222222')
  terminal.send('\u001B[B')
  await terminal.waitFor(/admin: admin in 222222222222/)
  const nowhere = await scene.rolecall(['use', 'amdin'], { env: { ROLECALL_SHELL: 'bash' } })
  expect(nowhere).toMatchObject({ code: 1, stdout: '' })
  expect(nowhere.stderr).toContain('did you mean admin?')
})

test('as plain lines: a number, a part of a name, nothing', async () => {
  using terminal = start({ ROLECALL_PLAIN: '1' })
  await terminal.waitFor(/8 profiles:\r+\n1\. base: [^]*Number, or part of a name: /)
  terminal.send('udi\r')
  await terminal.waitFor(/1 profile:\r+\n1\. audit: audit in acme-live[^]*name: /)
  expect(terminal.transcript).not.toContain('\u001B')
  terminal.send('1\r')
  await terminal.waitFor(/MFA code for/)
  terminal.send('\u0003')
  expect((await terminal.exit).code).toBe(130)
  using empty = start({ TERM: 'dumb' })
  await empty.waitFor(/name: /)
  empty.send('\r')
  expect((await empty.exit).code).toBe(130)
})

test('roles in use come first, and the file that knows it holds no more than that', async () => {
  await using own = await startScene()
  const env = { ROLECALL_SHELL: 'bash' }
  await own.atTerminal(['login', 'audit'])
  expect((await own.rolecall(['use', 'audit'], { env })).code).toBe(0)
  using terminal = runInTerminal('rolecall', ['use'], { env: { ...own.env, ...env } })
  await terminal.waitFor(/❯[^\n]*audit[^\n]*min left[^]*base/)
  const path = join(own.home.path, '.local/state/rolecall/usage.json')
  expect(Object.keys(JSON.parse(await readFile(path, 'utf8')) as object)).toEqual(['audit'])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test.runIf(process.platform === 'linux')(
  '10,000 profiles filter without a visible lag',
  async () => {
    const names = ['dev', 'prod', 'stage']
    const sections = Array.from(
      { length: 10_000 },
      (_, i) =>
        `[profile team-${i}-${names[i % 3] ?? ''}]\nrole_arn = arn:aws:iam::${100_000_000_000 + i}:role/r\nsource_profile = base\n`,
    )
    await using big = await startScene(sections.join('\n'))
    const env = { ...big.env, ROLECALL_SHELL: 'bash' }
    using terminal = runInTerminal('rolecall', ['use'], { env, columns: 100, rows: 40 })
    await terminal.waitFor(/10004 of 10004[^]*esc cancel/)
    // Processor time: what the program costs, however busy the machine of the tests is.
    const before = processorTime(terminal.pid)
    const keys = 'team-99 prod\u007F\u007F\u007F\u007Fdev'
    for (const key of keys) {
      terminal.send(key)
      await terminal.waitFor(/ of 10004[^]*esc cancel/)
    }
    expect((processorTime(terminal.pid) - before) / keys.length).toBeLessThan(50)
    const screen = await screenOf(terminal, { columns: 100, rows: 40 })
    expect(screen.find((line) => line.startsWith('❯ '))).toContain('team-99-dev')
  },
)

/** @returns milliseconds, user and system (proc(5): fields 14 and 15, in ticks of 10 ms) */
function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

test('a misspelt name shows the nearest first, and nothing is chosen that was not typed', async () => {
  await using other = await startScene(
    ['staging-admin', 'staging']
      .map(
        (name) =>
          `[profile ${name}]\nrole_arn = arn:aws:iam::222222222222:role/nomfa\nsource_profile = base\n`,
      )
      .join('\n'),
  )
  const env = { ...other.env, ROLECALL_SHELL: 'bash', NO_COLOR: '1' }
  using terminal = runInTerminal('rolecall', ['use', 'stagign'], { env, columns: 100, rows: 20 })
  await terminal.waitFor(/esc cancel/)
  const screen = await screenOf(terminal, { columns: 100, rows: 20 })
  const rows = screen.filter((line) => /^\W*staging/.test(line))
  expect(rows.map((row) => row.trim().split(' ')[0])).toEqual(['staging', 'staging-admin'])
  expect(screen.filter((line) => line.startsWith('❯ '))).toEqual([])
  terminal.send('\r')
  terminal.send('\u001B[B')
  await terminal.waitFor(/staging: nomfa in 222222222222/)
})
