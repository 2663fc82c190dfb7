import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launcherTriple } from '../../scripts/launcher-triple.js'
import { isInstalled } from '../support/commands.js'
import { startHangingBus } from '../support/hanging-bus.js'
import { keychainAvailable } from '../support/keychain.js'
import { PROGRAM } from '../support/run.js'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from './built.js'
import { machineWithSessions, type Machine } from './machine.js'

const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }
const ANSWERED = 'launcher: answered\n'

/** As root. */
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/proc']).status === 0

const isPossible = launcherAvailable && keychainAvailable

describe.skipIf(!isPossible)(`the launcher ${launcherReason}`, () => {
  let launcher: string
  let machine: Machine
  let env: Record<string, string>

  beforeAll(async () => {
    launcher = buildLauncher()
    machine = await machineWithSessions()
    env = machine.env
  }, BUILD_TIMEOUT_MS)

  afterAll(() => machine[Symbol.asyncDispose]())

  type Result = SpawnSyncReturns<string>
  const launch = (args: readonly string[], more: Record<string, string> = {}): Result =>
    spawnSync(launcher, args, { env: { ...env, ...more }, encoding: 'utf8', timeout: 20_000 })
  const program = (args: readonly string[], more: Record<string, string> = {}): Result =>
    spawnSync(process.execPath, [PROGRAM, ...args], { env: { ...env, ...more }, encoding: 'utf8' })
  const outcome = ({ status, signal, stdout, stderr }: Result) => ({
    status,
    signal,
    stdout,
    stderr,
  })

  test.each([
    [['process', 'dev']],
    [['process', '--profile', 'dev']],
    [['process', '--profile=dev']],
    [['--version']],
    [['__complete', 'profile']],
    [['__complete', 'profile', 'd']],
    [['__complete', 'region', 'eu-']],
    [['__complete', 'session']],
    [['__complete', 'nonsense']],
    [['__complete']],
  ])('answers %j as the program does', (args) => {
    expect(launch(args, TRACE).stderr).toBe(ANSWERED)
    expect(outcome(launch(args))).toEqual(outcome(program(args)))
  })

  test.each([
    [['list'], 'not a command of the fast path'],
    [[], 'not a command of the fast path'],
    [['process', 'dev', '--debug'], 'not a command of the fast path; --debug'],
    [['process', 'missing'], 'there is no profile missing'],
    [['process', 'dev', '--nonsense'], 'not a command of the fast path; an unusual command line'],
    // The STS of this machine is gone: nothing was sent.
    [
      ['process', 'new'],
      'a cold call\nlauncher: no connection: io: Connection refused (os error 111)',
    ],
  ])('leaves %j to the program, and says why', (args, reason) => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    const { stdout, stderr } = spawnSync(copy, args, { env: { ...env, ...TRACE } })
    expect(stderr.toString()).toBe(`launcher: ${reason}\n`)
    expect(stdout.toString()).toBe(`${[join(folder, 'bin/rolecall.js'), ...args].join(' ')}\n`)
    rmSync(folder, { recursive: true })
  })

  test('passes words and variables on as bytes', () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    const script = String.raw`exec "$0" "$(printf 'a\377b')" '' 'ü'`
    const { stdout } = spawnSync('sh', ['-c', script, copy], { env })
    expect(stdout.toString('latin1')).toBe(
      `${join(folder, 'bin/rolecall.js')} a\xffb  ${Buffer.from('ü').toString('latin1')}\n`,
    )
    rmSync(folder, { recursive: true })
  })

  test('is found through links, and says what is wrong if its program or Node is gone', () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    const link = join(folder, 'link')
    symlinkSync(copy, link)
    const run = (more: object = {}): Result =>
      spawnSync(link, ['list'], { env: { ...env, ...more }, encoding: 'utf8', cwd: '/' })
    expect(run().stdout).toBe(`${join(folder, 'bin/rolecall.js')} list\n`)
    rmSync(join(dirname(copy), 'node-path'))
    expect(run({ PATH: 'bin:.' })).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'rolecall: node is not in PATH\nhint: install Node.js 20.19 or newer\n',
    })
    rmSync(join(folder, 'bin'), { recursive: true })
    expect(run()).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `rolecall: the program is not beside its launcher ${copy}\nhint: install it again: npm install --global rolecall\n`,
    })
    rmSync(folder, { recursive: true })
  })

  test('refuses a program that another user can write', () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    const script = join(folder, 'bin/rolecall.js')
    spawnSync('chmod', ['o+w', script])
    const { status, stdout } = spawnSync(copy, ['list'], { env, encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    rmSync(folder, { recursive: true })
  })

  test('an answer to a reader that has gone is no error; one to a full disk is', async () => {
    const run = async (redirection: string, file: string) => {
      const child = spawn('bash', ['-c', `"$0" process dev ${redirection}`, file], { env })
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      const [code] = (await once(child, 'close')) as [number]
      return { code, stderr }
    }
    expect(await run('> /dev/full', launcher)).toEqual({
      code: 1,
      stderr: 'rolecall: cannot write to stdout: ENOSPC\n',
    })
    // The reader ends first: `false` reads nothing.
    expect(await run('> >(exec true) && exit 0', launcher)).toEqual({ code: 0, stderr: '' })
  })

  test('a closed standard stream leaves the answer to the program', () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    const { stdout } = spawnSync('sh', ['-c', '"$0" process dev <&-', copy], { env })
    expect(stdout.toString()).toContain('rolecall.js process dev')
    rmSync(folder, { recursive: true })
  })

  test('becomes the program if the keychain hangs', async () => {
    await using bus = await startHangingBus()
    const { launcher: copy, folder } = withoutProgram(launcher)
    const { stdout, stderr } = spawnSync(copy, ['process', 'dev'], {
      env: { ...env, ...bus.env, ...TRACE },
      encoding: 'utf8',
      timeout: 10_000,
    })
    expect(stdout).toContain('rolecall.js process dev')
    expect(stderr).toContain('did not respond within 1.5 s')
    rmSync(folder, { recursive: true })
  })

  test('unusual values are left to the program, whatever the fast path makes of them', () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    const why = (more: Record<string, string>): string =>
      spawnSync(copy, ['process', 'dev'], { env: { ...env, ...more, ...TRACE } }).stderr.toString()
    expect(why({ AWS_ENDPOINT_URL_STS: 'https://STS.example.com' })).toBe(
      'launcher: an unusual URL\n',
    )
    expect(why({ AWS_ENDPOINT_URL_STS: 'http://127.1' })).toBe('launcher: an unusual URL\n')
    expect(why({ HOME: '' })).toContain('launcher: ')
    rmSync(folder, { recursive: true })
  })

  test.skipIf(!isInstalled('strace'))('a hit is one execve, and reads no code', () => {
    const log = join(machine.home.path, 'strace.log')
    const args = ['-f', '-e', 'trace=execve,openat,open', '-o', log, launcher, 'process', 'dev']
    expect(spawnSync('strace', args, { env }).status).toBe(0)
    const lines = readFileSync(log, 'utf8').split('\n')
    expect(lines.filter((line) => line.includes('execve(')).length).toBe(1)
    const opened = lines.flatMap((line) => /open(?:at)?\([^"]*"([^"]+)"/.exec(line)?.[1] ?? [])
    const own = [machine.home.path, '/etc/passwd', '/etc/nsswitch.conf', '/proc/']
    expect(opened.filter((path) => !own.some((start) => path.startsWith(start)))).toEqual([])
  })

  test('leaves no state behind that the program it becomes would inherit', () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    writeFileSync(join(dirname(copy), 'node-path'), '/bin/sh\n')
    writeFileSync(
      join(folder, 'bin/rolecall.js'),
      'grep SigIgn /proc/self/status; cat /proc/self/coredump_filter; ls /proc/self/fd | wc -l',
    )
    const bare = spawnSync('/bin/sh', [join(folder, 'bin/rolecall.js')], { env, encoding: 'utf8' })
    const { stdout } = spawnSync(copy, ['process', 'missing'], { env, encoding: 'utf8' })
    expect(stdout).toBe(bare.stdout)
    rmSync(folder, { recursive: true })
  })

  test.skipIf(!canMount)('without /proc it finds the program beside its own file', () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    symlinkSync(copy, join(folder, 'link'))
    const started = [copy, './launcher/build/rolecall', join(folder, 'link')].map((each) => {
      const line = `cd '${folder}' && mount -t tmpfs none /proc && exec "${each}" list`
      return spawnSync('unshare', ['-m', 'sh', '-c', line], { env, encoding: 'utf8' })
    })
    const left = `${join(folder, 'bin/rolecall.js')} list\n`
    expect(started.map(({ stdout, stderr }) => stdout + stderr)).toEqual([left, left, left])
    rmSync(folder, { recursive: true })
  })

  test('a package of npm finds the program beside it', () => {
    const { folder } = withoutProgram(launcher)
    const modules = join(folder, 'node_modules')
    const [own, other] = [join(modules, 'rolecall-linux-x64/bin'), join(modules, 'rolecall/bin')]
    for (const path of [own, other]) mkdirSync(path, { recursive: true })
    rmSync(join(folder, 'bin'), { recursive: true })
    cpSync(join(folder, 'launcher/build'), own, { recursive: true })
    writeFileSync(join(other, 'rolecall.js'), '')
    const { stdout } = spawnSync(join(own, 'rolecall'), ['list'], { env, encoding: 'utf8' })
    expect(stdout).toBe(`${join(other, 'rolecall.js')} list\n`)
    rmSync(folder, { recursive: true })
  })
})

test.skipIf(!launcherAvailable)(
  `the crate keeps its rules ${launcherReason}`,
  () => {
    const cwd = fileURLToPath(new URL('../../launcher', import.meta.url))
    const cargo = (...args: string[]) => {
      const { status, stderr } = spawnSync('cargo', args, { cwd, encoding: 'utf8' })
      return { status, stderr }
    }
    const passed = { status: 0, stderr: '' }
    expect(licences(cwd).filter((each) => !LICENCES.has(each))).toEqual([])
    // Named, as the build does it: the flags are those of the launcher, not of build scripts.
    const here = ['--quiet', '--locked', '--target', launcherTriple()]
    const clippy = ['clippy', ...here, '--all-targets', '--', '-D', 'warnings']
    expect(cargo(...clippy)).toEqual(passed)
    expect(cargo('fmt', '--check')).toEqual(passed)
    expect(cargo('test', ...here)).toEqual(passed)
  },
  BUILD_TIMEOUT_MS,
)

/** Of the crates; more would need a review of their terms. */
const LICENCES = new Set(
  ['MIT', 'MIT OR Apache-2.0', 'Apache-2.0 OR MIT', 'MIT/Apache-2.0', 'Unlicense OR MIT'].concat([
    'BSD-3-Clause',
    'MIT OR Apache-2.0 OR BSD-1-Clause',
    ...['ISC', 'Apache-2.0 AND ISC', 'Apache-2.0 OR ISC OR MIT'],
    'Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT',
    'Zlib',
    '(MIT OR Apache-2.0) AND Unicode-3.0',
  ]),
)

/** The licence of each crate in Cargo.lock, all of which are from the registry. */
function licences(cwd: string): string[] {
  const args = ['metadata', '--locked', '--format-version', '1']
  const { stdout } = spawnSync('cargo', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 })
  interface Crate {
    license: string | null
    source: string | null
    name: string
  }
  const { packages } = JSON.parse(stdout) as { packages: Crate[] }
  const isOwn = ({ name, source }: Crate): boolean =>
    source === null && name === 'rolecall-launcher'
  const registry = 'registry+https://github.com/rust-lang/crates.io-index'
  const foreign = packages.filter((each) => !isOwn(each) && each.source !== registry)
  expect(foreign).toEqual([])
  return packages.map(({ license }) => license ?? 'none')
}
