import { execFile } from 'node:child_process'
import {
  chmod,
  cp,
  mkdtemp,
  readFile,
  rm,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

/*
 * The launcher and the program, with the same words, variables, files and cache. What the launcher
 * answers must be what the program answers. What it leaves must reach the program unchanged; there
 * a program that only prints its words takes its place, so that thousands of cases are possible.
 */

const isFull = process.env['DIFFERENTIAL'] === 'full'
const CASES = Number(process.env['DIFFERENTIAL_CASES'] ?? (isFull ? 20_000 : 250))
/** The short run has the same cases each time; the full run has new ones. */
const FIRST_SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? (isFull ? Date.now() % 2 ** 31 : 28))
/** A round ends before its sessions do, which last an hour. */
const ROUNDS = Math.ceil(CASES / 4000)
const SEEDS = Array.from({ length: ROUNDS }, (_, round) => FIRST_SEED + round)
const CASES_OF_ROUND = Math.ceil(CASES / ROUNDS)

const name = fc.constantFrom('dev', 'ops', 'dev', 'ops', 'new', 'keys', 'missing', 'ü', '-x', '')
const format = fc.constantFrom(
  ...['env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json'],
  ...['ini', 'github', 'nonsense', ''],
)
const profileWords = fc.oneof(
  { weight: 4, arbitrary: name.map((each) => [each]) },
  name.map((each) => ['--profile', each]),
  name.map((each) => [`--profile=${each}`]),
  fc.constant([]),
)
const formatWords = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  format.map((each) => ['--format', each]),
  format.map((each) => [`--format=${each}`]),
)
const noise = fc.oneof(
  { weight: 12, arbitrary: fc.constant([]) },
  fc.constantFrom(['--no-input'], ['--'], ['--debug'], ['help'], ['-h'], ['--unset'], ['\n']),
)
const command = fc.constantFrom(
  ['--', 'env'],
  ['--', 'sh', '-c', 'echo "$AWS_ACCESS_KEY_ID $1"; exit 7', 'sh', 'a b'],
  ['--', 'printenv', 'AWS_REGION'],
  ['--', 'nosuch-command'],
  ['--', 'A=b'],
  ['--'],
)
const words = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(profileWords, noise).map(([a, b]) => ['process', ...a, ...b]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(profileWords, formatWords, noise)
      .map(([a, b, c]) => ['env', ...a, ...b, ...c]),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(profileWords, noise, command)
      .map(([a, b, c]) => ['exec', ...a, ...b, ...c]),
  },
  fc.tuple(profileWords, noise).map(([a, b]) => ['use', ...a, ...b]),
  fc
    .tuple(fc.constantFrom('profile', 'region', 'session', 'x', ''), name, noise)
    .map(([kind, prefix, rest]) => ['__complete', kind, prefix, ...rest]),
  fc.constantFrom(['--version'], ['-v'], ['list'], [], ['--version', 'x'], ['__complete']),
)

const maybe = <T>(value: fc.Arbitrary<T>, weight = 8): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

const variables = fc.record({
  AWS_PROFILE: maybe(name, 2),
  ROLECALL_PROFILE: maybe(name),
  AWS_REGION: maybe(fc.constantFrom('eu-west-1', 'us-gov-west-1', 'mars', ''), 4),
  AWS_DEFAULT_REGION: maybe(fc.constantFrom('eu-central-1', '')),
  AWS_ACCESS_KEY_ID: maybe(fc.constant('AKIAIOSFODNN7EXAMPLE')),
  AWS_MIN_TTL: maybe(fc.constantFrom('5m', 'x', '')),
  ROLECALL_STORE: maybe(fc.constantFrom('keychain', 'none', 'file', 'nonsense', '')),
  ROLECALL_SHELL: maybe(fc.constantFrom('bash', 'fish', 'powershell', 'tcsh', ''), 2),
  ROLECALL_SET: maybe(fc.constantFrom('AWS_REGION=eu-west-1:us-east-1', 'AWS_PROFILE=ops', '%')),
  ROLECALL_CHAIN: maybe(fc.constantFrom('dev', '')),
  ROLECALL_MFA_CODE: maybe(fc.constant('123456')),
  AWS_ROLE_SESSION_NAME: maybe(fc.constantFrom('me', 'a b')),
  AWS_CONFIG_FILE: maybe(fc.constantFrom('/nonexistent', '~/.aws/config', 'relative', '')),
  AWS_CA_BUNDLE: maybe(fc.constantFrom('/nonexistent', '')),
  AWS_OUTPUT_ODD: maybe(fc.constantFrom("a'b", 'a\nb', '\ufffd', 'ü', '$x `y`')),
  HOME: maybe(fc.constantFrom('', 'relative'), 30),
  GITHUB_ENV: maybe(fc.constant('/dev/null')),
  __proto__x: maybe(fc.constant('1')),
})

const LINES = 'lines: '

/** What ROLECALL_LAUNCHER_TRACE prints: why the launcher does not answer, or that it does. */
const TRACES = /^launcher: .*\n/gm

/** What happens to the files, once for the launcher and once for the program. */
const damage = fc.oneof(
  { weight: 10, arbitrary: fc.constant('none') },
  fc.constantFrom('no index', 'empty index', 'damaged index', 'no store.json', 'old store.json'),
  fc.constantFrom('open state folder', 'open sessions folder', 'open index', 'linked index'),
  fc.constantFrom('utf-16 config', 'byte order mark', 'cr config', 'cr credentials'),
  fc.constantFrom('broken config', 'long config', 'invalid bytes', 'crlf config', 'no config'),
)

/** Lines at the start of the config file: sections with this name or another, or none. */
const lines = fc.array(
  fc.constantFrom(
    ...['[profile dev]', '[dev]', ' [profile dev] # x', '\t[profile "dev"]\r', '[profile devil]'],
    ...['\ufeff[profile dev]', 'x\ufeff[profile dev]', '[profile dev', '[services dev]', '[[dev]]'],
    ...['[profile ops]', '[profile keys]', '[profile é]', '; [profile dev]', '', ' ', '\r'],
    ...['region = eu-west-3', 'region = dev', ' region = [profile dev]', 'source_profile = dev'],
    ...['output = text', '= [', '  [', 'aws_session_token = [profile dev]', 'ca_bundle = \ufffd'],
  ),
  { minLength: 1, maxLength: 6 },
)

const change = fc.oneof(
  { weight: 2, arbitrary: damage },
  { weight: 1, arbitrary: lines.map((each) => `${LINES}${each.join('\n')}\n`) },
)
type Damage = typeof change extends fc.Arbitrary<infer T> ? T : never

describe.skipIf(!launcherAvailable || !keychainAvailable).each(SEEDS)(
  `launcher and program, DIFFERENTIAL_SEED=%i ${launcherReason}`,
  (seed) => {
    let machine: Machine
    let launcher: { launcher: string; folder: string }

    beforeAll(async () => {
      machine = await machineWithSessions()
      launcher = withoutProgram(buildLauncher())
    }, BUILD_TIMEOUT_MS)

    afterAll(async () => {
      rmSync(launcher.folder, { recursive: true })
      await machine[Symbol.asyncDispose]()
    })

    /** A copy of the home. Its path is the same for both, because the plan may contain it. */
    const inDamagedHome = async <T>(what: Damage, work: () => Promise<T>): Promise<T> => {
      const { path } = machine.home
      if (what === 'none') return work()
      const saved = await mkdtemp(join(tmpdir(), 'rolecall-saved-'))
      await cp(path, saved, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
      try {
        await harm(path, what)
        return await work()
      } finally {
        for (const each of ['.aws', '.local']) {
          await rm(join(path, each), { recursive: true, force: true })
          await cp(join(saved, each), join(path, each), {
            recursive: true,
            preserveTimestamps: true,
          })
        }
        await rm(saved, { recursive: true })
      }
    }

    test(
      `give the same answers in ${CASES_OF_ROUND} cases`,
      async () => {
        let [cases, answered] = [0, 0]
        await fc.assert(
          fc.asyncProperty(words, variables, change, async (args, changes, what) => {
            const set = Object.entries(changes).filter(([, value]) => value !== undefined)
            const env = { ...machine.env, ...Object.fromEntries(set) } as Record<string, string>
            if (++cases % 1000 === 0) console.log(`${cases} cases, ${answered} answered`)
            await inDamagedHome(what, async () => {
              const trace = { ...env, ROLECALL_LAUNCHER_TRACE: '1' }
              const ours = await outcome(launcher.launcher, args, trace)
              const reasons = ours.stderr.match(TRACES) ?? []
              // A cold call answers from the cache if only the index is lost. STS is gone, so that
              // any other cold call ends in the program.
              if (reasons.at(-1) !== 'launcher: answered\n') {
                const script = join(launcher.folder, 'bin/rolecall.js')
                expect(reasons).not.toEqual([])
                expect(ours.stdout).toBe(`${[script, ...args].join(' ')}\n`)
                return
              }
              answered += 1
              const theirs = await outcome(process.execPath, [PROGRAM, ...args], env)
              const stderr = ours.stderr.replace(TRACES, '')
              expect(sorted({ ...ours, stderr })).toEqual(sorted(theirs))
            })
          }),
          { numRuns: CASES_OF_ROUND, seed, endOnFailure: true },
        )
        // The cases would show nothing if the launcher left all of them.
        expect(answered).toBeGreaterThan(CASES_OF_ROUND / 10)
      },
      240_000 + CASES_OF_ROUND * 400,
    )
  },
)

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

function outcome(file: string, args: readonly string[], env: object): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { env: env as Record<string, string>, timeout: 20_000, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
    // A shell, which `exec` starts without a command, ends at the end of its input.
    child.stdin?.end()
  })
}

/**
 * `env` prints variables in the order in which they were set, which means nothing; and a minute may
 * have passed.
 */
function sorted({ code, stdout, stderr }: Outcome): Outcome {
  const lines = stdout.split('\n').sort().join('\n')
  return { code, stdout: lines, stderr: stderr.replace(/\d+ min left/, 'N min left') }
}

async function harm(home: string, what: Damage): Promise<void> {
  const state = join(home, '.local/state/rolecall')
  const sessions = join(state, 'sessions')
  const config = join(home, '.aws/config')
  const [index = ''] = readdirSync(sessions).map((each) => join(sessions, each))
  const prepend = async (bytes: Buffer): Promise<void> =>
    writeFile(config, Buffer.concat([bytes, await readFile(config)]))
  /** As old Macs wrote them. */
  const replaceLineBreaks = async (path: string): Promise<void> =>
    writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r'))
  switch (what) {
    case 'no index':
      return unlink(index)
    case 'empty index':
      return truncate(index)
    case 'damaged index':
      return writeFile(index, '{"store":"kernel"}')
    case 'no store.json':
      return unlink(join(state, 'store.json'))
    case 'old store.json':
      return utimes(join(state, 'store.json'), 1, 1)
    case 'open state folder':
      return chmod(state, 0o777)
    case 'open sessions folder':
      return chmod(sessions, 0o777)
    case 'open index':
      return chmod(index, 0o666)
    case 'linked index':
      await rm(index)
      return symlink('/dev/null', index)
    case 'utf-16 config':
      return writeFile(config, Buffer.from('\ufeff[profile dev]\n', 'utf16le'))
    case 'byte order mark':
      return prepend(Buffer.from('\ufeff'))
    case 'broken config':
      return prepend(Buffer.from('= x\n[\n[profile \n'))
    case 'long config':
      return prepend(Buffer.from('[profile x]\nregion = eu-west-1\n'.repeat(3000)))
    case 'invalid bytes':
      return prepend(Buffer.from('[profile \xff\xfe]\nregion = \xc3(\n', 'latin1'))
    case 'crlf config':
      return prepend(Buffer.from('[profile y]\r\nregion = eu-west-1\r\n'))
    case 'cr config':
      return replaceLineBreaks(config)
    case 'cr credentials':
      return replaceLineBreaks(join(home, '.aws/credentials'))
    case 'no config':
      return rm(config)
    default:
      if (!what.startsWith(LINES)) throw new Error(`no such damage: ${what}`)
      return prepend(Buffer.from(what.slice(LINES.length)))
  }
}
