import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../../src/emit/format-names.js'
import { keychainAvailable } from '../support/keychain.js'
import { PROGRAM } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { machineWithSessions, type Machine } from './machine.js'

const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }

describe.skipIf(!launcherAvailable || !keychainAvailable)(
  `env and exec by the launcher ${launcherReason}`,
  () => {
    let launcher: string
    let machine: Machine

    beforeAll(async () => {
      launcher = buildLauncher()
      machine = await machineWithSessions()
    }, BUILD_TIMEOUT_MS)

    afterAll(() => machine[Symbol.asyncDispose]())

    type Result = SpawnSyncReturns<string>
    const both = (args: readonly string[], more: Record<string, string> = {}): Result[] => {
      const options = { env: { ...machine.env, ...more }, encoding: 'utf8' } as const
      return [
        spawnSync(launcher, args, options),
        spawnSync(process.execPath, [PROGRAM, ...args], options),
      ]
    }
    const outcome = (result: Result | undefined) => [
      result?.status,
      result?.signal,
      result?.stdout,
      result?.stderr,
    ]
    const traced = (args: readonly string[], more: Record<string, string> = {}): string =>
      spawnSync(launcher, args, { env: { ...machine.env, ...more, ...TRACE } }).stderr.toString()

    test.each(FORMATS)('env --format %s', (format) => {
      const more = { GITHUB_ENV: '/dev/null' }
      expect(traced(['env', 'dev', '--format', format], more)).toBe('launcher: answered\n')
      const [ours, theirs] = both(['env', 'dev', '--format', format], more)
      expect(outcome(ours)).toEqual(outcome(theirs))
      expect(ours?.status).toBe(0)
    })

    test('env in the format of the calling shell', () => {
      const line = '"$0" "$@"; true'
      const run = (...words: string[]): string =>
        spawnSync('bash', ['-c', line, ...words, 'env', 'dev'], {
          env: machine.env,
        }).stdout.toString()
      expect(run(launcher)).toBe(run(process.execPath, PROGRAM))
      expect(run(launcher)).toContain('export AWS_ACCESS_KEY_ID=')
    })

    test.each(['bash', 'zsh', 'fish', 'powershell'])('use, as the function of %s', (shell) => {
      const more = { ROLECALL_SHELL: shell, ROLECALL_PROFILE: 'ops' }
      const message = /^launcher: answered\nrolecall: dev: nomfa in 2{12}, \d+ min left\n/
      expect(traced(['use', 'dev'], more)).toMatch(message)
      const results = both(['use', 'dev'], more)
      const [ours, theirs] = results.map((result) =>
        outcome(result).map((each) => each?.toString().replace(/\d+ min left/, '')),
      )
      expect(ours).toEqual(theirs)
      expect(ours?.[2]).toContain('AWS_ACCESS_KEY_ID')
    })

    test('use of an adopted profile, which is counted as one use', () => {
      const more = { ROLECALL_SHELL: 'bash' }
      const usage = join(machine.home.path, '.local/state/rolecall/usage.json')
      const used = (): number =>
        (JSON.parse(readFileSync(usage, 'utf8')) as { ops?: { weight: number } }).ops?.weight ?? 0
      expect(both(['adopt', 'ops'])[0]?.status).toBe(0)
      const before = used()
      expect(traced(['use', 'ops'], more)).toMatch(/^launcher: answered\n/)
      expect(used() - before).toBeCloseTo(1, 3)
      const [ours, theirs] = both(['use', 'ops'], more)
      expect([ours?.status, ours?.stdout]).toEqual([theirs?.status, theirs?.stdout])
      expect(ours?.stdout).toContain("export AWS_PROFILE='ops'")
      expect(both(['eject', 'ops'])[0]?.status).toBe(0)
    })

    test.each([
      [['use'], 'bash'],
      [['use', '-'], 'bash'],
      [['use', 'missing'], 'bash'],
      [['use', 'dev'], 'tcsh'],
      [['use', 'dev'], ''],
    ])('%j in %s is left to the program', (args, shell) => {
      const more = { ROLECALL_SHELL: shell }
      expect(traced(args, more)).toMatch(/^launcher: (?!answered)/)
      const [ours, theirs] = both(args, more)
      expect(outcome(ours)).toEqual(outcome(theirs))
    })

    test.each([[['true']], [['sh', '-c', 'exit 7']], [['printenv', 'AWS_REGION']]])(
      'exec %j',
      (command) => {
        const args = ['exec', 'ops', '--', ...command]
        expect(traced(args)).toBe('launcher: answered\n')
        const [ours, theirs] = both(args)
        expect(outcome(ours)).toEqual(outcome(theirs))
      },
    )

    test('the command gets the same variables, and none of rolecall', () => {
      const [ours, theirs] = both(['exec', 'dev', '--', 'env'], { ROLECALL_MFA_CODE: '123456' })
      const lines = (result: Result | undefined) => result?.stdout.split('\n').sort()
      expect(lines(ours)).toEqual(lines(theirs))
      expect(ours?.stdout).not.toContain('123456')
    })

    test('the command takes the place of the launcher: no process is left in between', async () => {
      const script = 'echo "$$ $PPID"; kill -TERM $$'
      const child = spawn(launcher, ['exec', 'dev', '--', 'sh', '-c', script], { env: machine.env })
      let stdout = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
      expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' })
      expect(stdout).toBe(`${child.pid} ${process.pid}\n`)
    })

    test('the command inherits descriptors and ignored signals', () => {
      const inner = 'cat <&7; grep SigIgn /proc/self/status'
      const line = `trap '' HUP INT PIPE; exec 7<<<seven; "$0" exec dev -- sh -c '${inner}'`
      const bare = `trap '' HUP INT PIPE; exec 7<<<seven; sh -c '${inner}'`
      const run = (script: string): string =>
        spawnSync('bash', ['-c', script, launcher], { env: machine.env }).stdout.toString()
      expect(run(line)).toBe(run(bare))
    })

    test.each([
      [['env', 'dev', '--unset']],
      [['env', 'dev', '--no-input', '--format=fish']],
      [['use', '--unset']],
      [['use', 'dev', '--export']],
      [['process', 'dev', '--min-ttl', '20m']],
    ])('%j with its options', (args) => {
      const more = { ROLECALL_SHELL: 'bash' }
      expect(traced(args, more)).toMatch(/^launcher: answered$/m)
      const [ours, theirs] = both(args, more)
      expect(outcome(ours)).toEqual(outcome(theirs))
    })

    test.each([
      [['env', 'dev', '--format', 'nonsense']],
      [['env', 'dev', 'ops']],
      [['exec', 'dev', '--', 'nosuch-command']],
      [['exec', 'dev', 'true']],
      [['exec', 'missing', '--', 'true']],
    ])('%j is left to the program', (args) => {
      expect(traced(args)).not.toContain('answered')
      const [ours, theirs] = both(args)
      expect(outcome(ours)).toEqual(outcome(theirs))
    })

    test('profiles that call each other are refused, as without the launcher', () => {
      const more = { ROLECALL_CHAIN: '["dev"]' }
      expect(traced(['env', 'dev'], more)).not.toContain('answered')
      const [ours, theirs] = both(['env', 'dev'], more)
      expect(outcome(ours)).toEqual(outcome(theirs))
    })
  },
)
