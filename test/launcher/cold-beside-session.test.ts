import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM } from '../support/run.js'
import { startWebServer, type WebServer } from '../support/web-server.js'
import { age } from './age.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { chainConfig } from './chain-config.js'
import { comparable, filesIn, outcome, settled, TRACE, type Outcome, tracesOf } from './outcome.js'
import { recording, type RecordedRequest } from './recorded-request.js'
import { stsResult } from './sts-results.js'

/*
 * Calls beside a session that is there: whether it is good enough, and whether it is used at all,
 * is decided as by the program.
 */

/** Minutes until the session expires. */
const LEFT = [59, 30, 12, 4, 0.5, -1]

const OPTIONS = [
  ...[[], ['--refresh'], ['--no-cache'], ['--refresh', '--no-cache'], ['--min-ttl', '1m']],
  ...[['--min-ttl=20m'], ['--min-ttl', '2h'], ['--min-ttl', '0'], ['--min-ttl', 'soon']],
  ...[
    ['--refresh', '--min-ttl', '2h'],
    ['--no-cache', '--min-ttl=20m'],
    ['--store', 'none'],
  ],
]

/** Of a hit or a cold call of the launcher. Words that are not valid are left to the program. */
const ENDS_IN_ANSWER = /launcher: answered\n$/

const COMMANDS = [['process'], ['env', '--format', 'json'], ['whoami', '--json'], ['exec', 'true']]

const lineOf = ([name = '', ...rest]: readonly string[], options: readonly string[]): string[] =>
  name === 'exec'
    ? [name, 'chain', ...options, '--', ...rest]
    : [name, 'chain', ...options, ...rest]

describe.skipIf(!launcherAvailable)(`cold calls beside a session ${launcherReason}`, () => {
  let launcher: string
  let home: TempHome
  let server: WebServer
  let env: Record<string, string>
  const state = { expires: undefined as string | undefined, requests: [] as RecordedRequest[] }
  const saved = mkdtempSync(join(tmpdir(), 'rolecall-cold-'))

  beforeAll(async () => {
    launcher = buildLauncher()
    server = await startWebServer(
      recording(
        (recorded) => state.requests.push(recorded),
        ({ response, operation = '' }) => void response.end(stsResult(operation, state.expires)),
      ),
    )
    home = await tempHome({
      sts: server,
      config: chainConfig('dev', 'ops'),
      credentials:
        '[keys]\naws_access_key_id = AKIAQNZGKIQY56JQ7WML\naws_secret_access_key = abcdefgh\n',
    })
    const key = await home.write('key', 'k'.repeat(64))
    env = { ...home.env, ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: key }
    // An ageing session would be refreshed beside the comparison.
    env['ROLECALL_BACKGROUND'] = '1'
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await home.remove()
    rmSync(saved, { recursive: true })
  })

  const local = (): string => join(home.path, '.local')

  /** Leaves sessions of one hour that expire in so many minutes. */
  const prepare = async (minutes: number): Promise<void> => {
    rmSync(local(), { recursive: true, force: true })
    rmSync(saved, { recursive: true })
    state.expires = new Date(Date.now() + 3600_000).toISOString()
    const { status } = await outcome(process.execPath, [PROGRAM, 'process', 'chain'], env)
    expect(status).toBe(0)
    state.expires = undefined
    await age(home.path, env['ROLECALL_KEY_FILE'] ?? '', minutes)
    cpSync(local(), saved, { recursive: true })
  }

  const both = async (args: readonly string[], more: object = {}) => {
    const runOne = async (file: string, words: readonly string[]): Promise<Outcome> => {
      rmSync(local(), { recursive: true, force: true })
      cpSync(saved, local(), { recursive: true })
      state.requests = []
      const result = await outcome(file, words, { ...env, ...more, ...TRACE })
      return { ...result, requests: state.requests, files: filesIn(local()) }
    }
    const ours = await runOne(launcher, args)
    const theirs = await runOne(process.execPath, [PROGRAM, ...args])
    const traces = tracesOf(ours.stderr)
    return { ours: comparable(ours), theirs: comparable(theirs), traces }
  }

  test.each(LEFT)(
    '%d minutes before it expires',
    async (minutes) => {
      await prepare(minutes)
      for (const [at, options] of OPTIONS.entries()) {
        const args = lineOf(COMMANDS[at % COMMANDS.length] ?? [], options)
        const { ours, theirs, traces } = await settled(() => both(args))
        expect(ours, args.join(' ')).toEqual(theirs)
        expect(ENDS_IN_ANSWER.test(traces), traces).toBe(!options.includes('soon'))
      }
      for (const AWS_MIN_TTL of ['20m', 'x']) {
        const { ours, theirs, traces } = await settled(() =>
          both(['process', 'chain'], { AWS_MIN_TTL }),
        )
        expect(ours, AWS_MIN_TTL).toEqual(theirs)
        expect(ENDS_IN_ANSWER.test(traces), traces).toBe(AWS_MIN_TTL !== 'x')
      }
    },
    120_000,
  )

  test('what each option asks for', async () => {
    await prepare(25)
    const calls = async (...options: string[]): Promise<number> => {
      const { ours, traces } = await both(['process', 'chain', ...options])
      expect(traces).toMatch(ENDS_IN_ANSWER)
      return ours.requests.length
    }
    expect(await calls()).toBe(0)
    expect(await calls('--min-ttl', '20m')).toBe(0)
    expect(await calls('--min-ttl', '40m')).toBeGreaterThan(0)
    expect(await calls('--refresh')).toBeGreaterThan(0)
    expect(await calls('--no-cache')).toBe(2)
  }, 60_000)
})
