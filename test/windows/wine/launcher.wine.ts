import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRustTarget } from '../../../scripts/launcher-triple.js'
import { BUILD_TIMEOUT_MS, buildLauncher } from '../../launcher/built.js'
import { isInstalled } from '../../support/commands.js'
import type { StsServer } from '../../support/sts-server/api.js'
import { startSts } from '../../support/sts-server/server.js'
import { runInTerminal } from '../../support/terminal.js'
import {
  ARCHIVE,
  NODE,
  PACKAGE,
  PROGRAM,
  titled,
  windowsHome,
  wine,
  type WindowsHome,
  type WineResult,
} from './machine.js'

/*
 * The launcher for Windows, beside the packed program, and beside a program that only shows what
 * has reached it. cmd.exe starts each, as a user of Windows does: only so is its command line the
 * one that is written here.
 */

const TRIPLE = 'x86_64-pc-windows-gnu'
const isReady = !ARCHIVE && isInstalled('x86_64-w64-mingw32-gcc') && hasRustTarget(TRIPLE)
const reason = isReady ? '' : `not installed: gcc-mingw-w64-x86-64, or cargo with ${TRIPLE}`

/** Where npm puts it. */
const OWN = join(PACKAGE, 'node_modules/rolecall-win32-x64')
const LAUNCHER = 'C:\\Program Files (dev)\\node_modules\\rolecall-win32-x64\\bin\\rolecall.exe'

/**
 * A launcher beside a program that shows its words, environment, folder and input, ends, has Ctrl-C
 * pressed, or kills the launcher.
 */
const SHOWING = join(PACKAGE, 'showing')
const SHOW_LAUNCHER = 'C:\\Program Files (dev)\\showing\\launcher\\build\\rolecall.exe'
const SHOW_PROGRAM = 'C:\\Program Files (dev)\\showing\\bin\\rolecall.js'
const SHOW = `const [, , word, status] = process.argv
if (word === 'exit') process.exit(Number(status))
if (word === 'press' || word === 'kill') {
  setTimeout(() => process.exit(9), 60_000)
  process.on('SIGINT', () => process.exit(5))
  if (word === 'kill') process.kill(process.ppid)
  else require('node:child_process').spawn('press.exe')
  return
}
const stdin = word === 'stdin' ? require('node:fs').readFileSync(0, 'utf8') : ''
const { env } = process
console.log(JSON.stringify({ words: process.argv.slice(2), env, cwd: process.cwd(), stdin }))
console.error('a message')
`

/** Sends Ctrl-C to all programs of a console but itself. */
const PRESS = `#include <windows.h>
int main(void) {
  SetConsoleCtrlHandler(NULL, TRUE);
  return !GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
}
`

let sts: StsServer
let launcher: string

describe.skipIf(!isReady)(`the launcher for Windows ${reason}`, () => {
  beforeAll(async () => {
    launcher = buildLauncher(TRIPLE)
    install(join(OWN, 'bin'))
    install(join(SHOWING, 'launcher/build'))
    mkdirSync(join(SHOWING, 'bin'))
    writeFileSync(join(SHOWING, 'bin/rolecall.js'), SHOW)
    writeFileSync(join(SHOWING, 'launcher/build/node-path'), '..\\..\\..\\node.exe\r\n')
    sts = await startSts()
  }, BUILD_TIMEOUT_MS)
  afterAll(async () => {
    for (const folder of [OWN, SHOWING]) rmSync(folder, { recursive: true, force: true })
    await sts.close()
  })

  test(
    'its code keeps the rules of the crate',
    () => {
      const cwd = join(import.meta.dirname, '../../../launcher')
      const here = ['--quiet', '--locked', '--release', '--target', TRIPLE]
      const args = ['clippy', ...here, '--', '-D', 'warnings']
      const { status, stderr } = spawnSync('cargo', args, { cwd, encoding: 'utf8' })
      expect([status, stderr]).toEqual([0, ''])
    },
    BUILD_TIMEOUT_MS,
  )

  const TAILS = [
    '',
    'list a "b c" --flag="x y"',
    String.raw`a\"b "c\\" d\\\"e "C:\Program Files\\"`,
    '"" x ""  "a""b" "c"d"e f"',
    '%%NONE%% ^& ^| *.js ?.txt ~ [a] {b}',
    '\ttab\t "\t"',
    '%UNUSUAL% "%UNUSUAL%"',
    `list ${'x'.repeat(4000)}`,
  ]

  test('the program gets words, environment, folder and streams as they are', async () => {
    const where = windowsHome('', { UNUSUAL: 'ü 日本 🔑 "q"', Mixed_Case: 'a=b' })
    const lines = TAILS.flatMap((tail, at) => [
      ...line(`n${at}`, `"${NODE}" "${SHOW_PROGRAM}" ${tail}`),
      ...line(`l${at}`, `"${SHOW_LAUNCHER}" ${tail}`),
    ])
    const piped = `echo hello|"${SHOW_LAUNCHER}" stdin`
    await script([...lines, ...line('piped', piped)], where)
    for (const at of TAILS.keys()) {
      const shown = outcome(`l${at}`, where)
      expect([TAILS[at], shown]).toEqual([TAILS[at], outcome(`n${at}`, where)])
      expect([shown.code, shown.stderr]).toEqual(['0', 'a message\n'])
    }
    expect(JSON.parse(outcome('piped', where).stdout)).toMatchObject({ stdin: 'hello\r\n' })
    expect(JSON.parse(outcome('l6', where).stdout)).toMatchObject({
      words: expect.arrayContaining(['ü', '日本', '🔑']),
      env: { UNUSUAL: 'ü 日本 🔑 "q"', Mixed_Case: 'a=b' },
    })
  })

  test('it ends as the program does', async () => {
    const where = windowsHome('')
    // The last is what Windows gives a program that Ctrl-C has ended.
    const statuses = ['0', '3', '255', '70000', '-1', '-1073741510']
    const lines = statuses.map((status) => line(`e${status}`, `"${SHOW_LAUNCHER}" exit ${status}`))
    await script(lines.flat(), where)
    const ends = statuses.map((status) => outcome(`e${status}`, where))
    expect(ends).toEqual(statuses.map((code) => ({ code, stdout: '', stderr: '' })))
  })

  test('Ctrl-C is left to the program', async () => {
    const { path, env } = windowsHome('')
    writeFileSync(join(path, 'press.c'), PRESS)
    const built = spawnSync('x86_64-w64-mingw32-gcc', ['-o', 'press.exe', 'press.c'], { cwd: path })
    expect(built.status).toBe(0)
    const words = ['wine', SHOW_LAUNCHER, 'press']
    using terminal = runInTerminal('env', words, { env: titled(env), cwd: path })
    expect(await terminal.exit).toMatchObject({ code: 5 })
  })

  test('the program ends if the launcher is killed', async () => {
    const where = windowsHome('')
    await wine([SHOW_LAUNCHER, 'kill'], where)
    const running = (): number | null =>
      spawnSync('pgrep', ['-f', 'showing.bin.rolecall.js kill']).status
    await expect.poll(running, { timeout: 30_000 }).toBe(1)
  })

  test('without its program or without Node it says what to do', async () => {
    const where = windowsHome('')
    const alone = install(join(where.path, 'alone'))
    const withoutNode = install(join(where.path, 'without/launcher/build'))
    mkdirSync(join(where.path, 'without/bin'))
    writeFileSync(join(where.path, 'without/bin/rolecall.js'), '')
    await script(
      [
        ...line('alone', `alone\\rolecall.exe list`),
        ...line('without', `without\\launcher\\build\\rolecall.exe list`),
        'set PATH=C:\\Program Files (dev);%PATH%',
        ...line('found', `without\\launcher\\build\\rolecall.exe list`),
      ],
      where,
    )
    expect([alone, withoutNode].every(existsSync)).toBe(true)
    expect(outcome('alone', where)).toEqual({
      code: '1',
      stdout: '',
      stderr: `rolecall: the program is not beside its launcher ${where.env['IMPOSE_HOME']}\\alone\\rolecall.exe
hint: install it again: npm install --global rolecall
`,
    })
    expect(outcome('without', where)).toEqual({
      code: '1',
      stdout: '',
      stderr: 'rolecall: node is not in PATH\nhint: install Node.js 20.19 or newer\n',
    })
    expect(outcome('found', where)).toEqual({ code: '0', stdout: '', stderr: '' })
  })

  const ANSWERED = [
    ...['--version', '__complete profile c', '__complete session', '__complete region eu'],
    ...['process --profile ci', 'process --profile=long', 'env ci', 'env long --format json'],
    ...['powershell', 'windows-cmd'].map((format) => `env ci --format ${format}`),
  ]
  const LEFT = [
    ...['process --profile missing', 'env ci --format nonsense', 'use ci'],
    'exec ci -- cmd /c echo %%AWS_ACCESS_KEY_ID:~0,4%%',
  ]

  test.each([
    ['the Credential Manager', 'keychain', [...ANSWERED, ...LEFT]],
    ['encrypted files', 'file', ['process --profile ci', 'env long']],
  ])('sessions in %s', async (_, store, cases) => {
    const where = homeWithKeys({ ROLECALL_STORE: store, ROLECALL_SHELL: 'powershell' })
    if (store === 'file') {
      writeFileSync(join(where.path, 'key'), 'k'.repeat(32))
      where.env['ROLECALL_KEY_FILE'] = `${where.env['IMPOSE_HOME']}\\key`
    }
    const program = `"${NODE}" "${PROGRAM}"`
    const obtained = await script([`${program} process --profile ci`], where)
    // Too large for an item of the Credential Manager.
    sts.tokenBytes = 3000
    const long = await script([`${program} process --profile long`], where)
    sts.tokenBytes = 400
    expect([obtained, long].map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ])
    expect(long.stdout.length).toBeGreaterThan(4000)
    const calls = sts.calls('AssumeRole').length

    const both = [
      ...cases.flatMap((words, at) => line(`p${at}`, `${program} ${words}`)),
      'set rolecall_Launcher_trace=1',
      ...cases.flatMap((words, at) => line(`l${at}`, `"${LAUNCHER}" ${words}`)),
    ]
    expect(await script(both, where)).toEqual({ code: 0, stdout: '', stderr: '' })
    for (const [at, words] of cases.entries()) {
      const ours = untimed(outcome(`l${at}`, where))
      const theirs = untimed(outcome(`p${at}`, where))
      const [traced = ''] = /^launcher: .*\n/.exec(ours.stderr) ?? []
      expect([words, ours]).toEqual([words, { ...theirs, stderr: traced + theirs.stderr }])
      expect([words, traced === 'launcher: answered\n']).toEqual([words, !LEFT.includes(words)])
    }
    expect(sts.calls('AssumeRole').length).toBe(calls)
  })
})

/** @returns the path of the copy */
function install(folder: string): string {
  mkdirSync(folder, { recursive: true })
  copyFileSync(launcher, join(folder, 'rolecall.exe'))
  return join(folder, 'rolecall.exe')
}

let homes = 0

function homeWithKeys(env: Record<string, string>): WindowsHome {
  const key = sts.model.users[0]?.keys[0]
  const role = `role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base
region = eu-west-1
`
  // They differ between homes, because all have one Credential Manager.
  const config = `[profile base]
aws_access_key_id = ${key?.accessKeyId}
aws_secret_access_key = ${key?.secretAccessKey}

[profile ci]
${role}role_session_name = launcher-${++homes}

[profile long]
${role}duration_seconds = ${3600 - homes}
`
  return windowsHome(config, { AWS_ENDPOINT_URL_STS: sts.url, ...env })
}

/** Runs lines of cmd.exe, in which a program sees the home of the user. */
function script(lines: readonly string[], where: WindowsHome): Promise<WineResult> {
  const { IMPOSE_HOME: home } = where.env
  const head = ['@echo off', `set HOME=${home}`, `set LOCALAPPDATA=${home}\\AppData\\Local`]
  writeFileSync(join(where.path, 'run.cmd'), [...head, ...lines, ''].join('\r\n'))
  return wine(['cmd', '/c', 'run.cmd'], where)
}

type Outcome = Record<'code' | 'stdout' | 'stderr', string>

/** Runs a command, and keeps what it writes and returns under a name. */
const line = (name: string, command: string): string[] => [
  `${command} >${name}.out 2>${name}.err`,
  `>${name}.code echo %errorlevel%`,
]

function outcome(name: string, { path }: WindowsHome): Outcome {
  const read = (kind: string): string => readFileSync(join(path, `${name}.${kind}`), 'utf8')
  return { code: read('code').trim(), stdout: read('out'), stderr: read('err') }
}

/** The program and the launcher may see another minute. */
const untimed = (outcome: Outcome): Outcome => ({
  ...outcome,
  stderr: outcome.stderr.replace(/\d+ min left/, '60 min left'),
})
