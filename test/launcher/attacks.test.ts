import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keychainAvailable } from '../support/keychain.js'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from './built.js'
import { machineWithSessions, type Machine } from './machine.js'
import { mutated, randomNumbers, startMutatingBus } from './mutating-bus.js'

/** FUZZ_SECONDS=600 searches longer; FUZZ_SEED repeats a run. */
const FUZZ_MS = Number(process.env['FUZZ_SECONDS'] ?? 4) * 1000
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

/** KILL_ROUNDS=300 kills more often. */
const KILL_ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 60)

/** More than the time limits of the keychain. */
const CASE_TIMEOUT_MS = 20_000

const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }

/*
 * Whatever a file, a keychain or a bus contains, and whenever the launcher is killed: it gives the
 * right answer, or the program answers.
 */
/** A cold call reads the files again, and then answers from the cache. */
const ANSWERED = /^(launcher: a cold call\n)?launcher: answered\n$/

describe.skipIf(!launcherAvailable || !keychainAvailable)(
  `attacks on the launcher ${launcherReason}`,
  () => {
    let machine: Machine
    let launcher: { launcher: string; folder: string }
    let config: string
    let right: string
    let other: string

    beforeAll(async () => {
      machine = await machineWithSessions()
      launcher = withoutProgram(buildLauncher())
      config = join(machine.home.path, '.aws/config')
      right = run(['process', 'dev']).stdout
      other = run(['process', 'ops']).stdout
      expect(right).toContain('"Version":1')
    }, BUILD_TIMEOUT_MS)

    afterAll(async () => {
      rmSync(launcher.folder, { recursive: true })
      await machine[Symbol.asyncDispose]()
    })

    type Result = Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>
    const run = (args: readonly string[], more: object = {}): Result => {
      const env = { ...machine.env, ...TRACE, ...more }
      const options = { env, encoding: 'utf8', timeout: CASE_TIMEOUT_MS } as const
      const { status, stdout, stderr } = spawnSync(launcher.launcher, args, options)
      return { status, stdout, stderr }
    }
    /** Lets other work of this process go on. */
    const start = async (args: readonly string[], more: object = {}): Promise<Result> => {
      const child = spawn(launcher.launcher, args, { env: { ...machine.env, ...TRACE, ...more } })
      const [stdout, stderr, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close') as Promise<[number | null]>,
      ])
      return { status, stdout, stderr }
    }
    const isLeft = ({ status, stdout, stderr }: Result, args: readonly string[]): boolean =>
      status === 0 &&
      /^launcher: (?!answered)/.test(stderr) &&
      stdout === `${[join(launcher.folder, 'bin/rolecall.js'), ...args].join(' ')}\n`
    const withConfig = async (bytes: string | Buffer, work: () => Promise<void> | void) => {
      const before = readFileSync(config)
      try {
        writeFileSync(config, bytes)
        await work()
      } finally {
        writeFileSync(config, before)
      }
    }

    test(
      `a bus that changes its answers (FUZZ_SEED=${SEED})`,
      async () => {
        await using bus = await startMutatingBus(machine.env['DBUS_SESSION_BUS_ADDRESS'] ?? '')
        const random = randomNumbers(SEED)
        let [cases, left] = [0, 0]
        for (const end = Date.now() + FUZZ_MS; Date.now() < end || cases < 20; cases++) {
          const from = Math.floor(random() * 8)
          const odds = random()
          bus.mutate = (data, count) =>
            count >= from && random() < odds
              ? random() < 0.05
                ? 'close'
                : mutated(data, random)
              : data
          const result = await start(['process', 'dev'], bus.env)
          if (isLeft(result, ['process', 'dev'])) {
            left += 1
            continue
          }
          expect(result).toMatchObject({
            status: 0,
            stderr: expect.stringMatching(ANSWERED) as string,
          })
          // The bus may change a character of the secret itself.
          expect(Object.keys(JSON.parse(result.stdout) as object)).toContain('SecretAccessKey')
        }
        // The cases would show nothing if the launcher left all of them.
        expect(left).toBeLessThan(cases)
        console.log(`${cases} cases, ${left} left to the program`)
      },
      FUZZ_MS + 200_000,
    )

    test(
      `a config file of random changes (FUZZ_SEED=${SEED})`,
      async () => {
        const before = readFileSync(config)
        const random = randomNumbers(SEED)
        let [cases, left] = [0, 0]
        for (const end = Date.now() + FUZZ_MS; Date.now() < end || cases < 20; cases++) {
          let bytes: Buffer = Buffer.from(before)
          for (let change = 0; change < 1 + random() * 4; change++) bytes = mutated(bytes, random)
          await withConfig(bytes, () => {
            const result = run(['process', 'dev'])
            if (isLeft(result, ['process', 'dev'])) return void (left += 1)
            // A change may make it the profile of the other session, and no third one exists.
            expect(result).toMatchObject({
              status: 0,
              stderr: expect.stringMatching(ANSWERED) as string,
            })
            expect([right, other]).toContain(result.stdout)
          })
        }
        // The cases would show nothing if the launcher left all of them.
        expect(left).toBeLessThan(cases)
        console.log(`${cases} cases, ${left} left to the program`)
      },
      FUZZ_MS + 200_000,
    )

    test(
      'a message of 64 MB, and one that declares 128 MB',
      async () => {
        await using bus = await startMutatingBus(machine.env['DBUS_SESSION_BUS_ADDRESS'] ?? '')
        bus.mutate = (data, count) => (count === 1 ? Buffer.alloc(64_000_000, data) : data)
        expect(isLeft(await start(['process', 'dev'], bus.env), ['process', 'dev'])).toBe(true)
        bus.mutate = (data, count) => {
          if (count < 1 || data.length < 16) return data
          const large = Buffer.from(data)
          large.writeUInt32LE(2 ** 27, 4)
          return large
        }
        expect(isLeft(await start(['process', 'dev'], bus.env), ['process', 'dev'])).toBe(true)
      },
      CASE_TIMEOUT_MS * 3,
    )

    test(
      'a config file of 64 MB is read, a larger one is left to the program',
      async () => {
        const before = readFileSync(config)
        const filler = Buffer.from('[profile x]\nregion = eu-west-1\n')
        const MAX_BYTES = 64 * 1024 * 1024
        const large = Buffer.concat([Buffer.alloc(MAX_BYTES - before.length, filler), before])
        // The filler ends within a line.
        large.write('\n', MAX_BYTES - before.length - 1)
        await withConfig(large, () => {
          expect(run(['process', 'dev'])).toMatchObject({ stdout: right })
        })
        await withConfig(Buffer.concat([large, Buffer.from('\n')]), () => {
          expect(isLeft(run(['process', 'dev']), ['process', 'dev'])).toBe(true)
        })
      },
      CASE_TIMEOUT_MS * 4,
    )

    test(
      'a config file that changes while it is read is one version or the other',
      async () => {
        const ROUNDS = 10
        const one = readFileSync(config, 'utf8')
        const filler = '[profile x]\nregion = eu-west-1\n'.repeat(2000)
        const other = filler + one.replaceAll('eu-west-1', 'eu-north-1')
        let writes = 0
        const writing = setInterval(() => {
          // Half of the time in place, as an editor does, and half by a rename.
          const version = writes % 2 === 0 ? other : one
          if (writes++ % 4 < 2) return writeFileSync(config, version)
          writeFileSync(`${config}.new`, version)
          renameSync(`${config}.new`, config)
        }, 7)
        try {
          let left = 0
          for (let round = 0; round < ROUNDS; round++) {
            const result = await start(['env', 'dev', '--format', 'env'])
            if (isLeft(result, ['env', 'dev', '--format', 'env'])) {
              left += 1
              continue
            }
            expect(result.stderr).toMatch(ANSWERED)
            expect(result.stdout).toMatch(/^export AWS_REGION='eu-(west|north)-1';?$/m)
          }
          expect(left).toBeLessThan(ROUNDS)
        } finally {
          clearInterval(writing)
          writeFileSync(config, one)
        }
      },
      CASE_TIMEOUT_MS * 4,
    )

    test(
      'killed at any moment it leaves the cache as it is',
      async () => {
        const state = join(machine.home.path, '.local/state/rolecall')
        const files = (): string[] => readdirSync(state, { recursive: true }).map(String).sort()
        const before = files()
        for (let round = 0; round < KILL_ROUNDS; round++) {
          const child = spawn(launcher.launcher, ['process', 'dev'], {
            env: machine.env,
            stdio: 'ignore',
          })
          const ended = once(child, 'close')
          await new Promise((resolve) => setTimeout(resolve, (round % 15) / 2))
          child.kill('SIGKILL')
          await ended
        }
        expect(files()).toEqual(before)
        expect(run(['process', 'dev'])).toMatchObject({ status: 0, stdout: right })
      },
      CASE_TIMEOUT_MS * 3 + KILL_ROUNDS * 1000,
    )

    test(
      'fifty at once, and none of them is left to the program',
      async () => {
        const results = await Promise.all(
          Array.from({ length: 50 }, () => start(['process', 'dev'])),
        )
        const answered = { status: 0, stdout: right, stderr: 'launcher: answered\n' }
        expect(results.filter(({ stdout }) => stdout !== right)).toEqual([])
        expect(results[0]).toEqual(answered)
      },
      CASE_TIMEOUT_MS * 3,
    )

    test.each([
      ['NODE_OPTIONS', '--require=/nonexistent.js'],
      ['LD_PRELOAD', '/nonexistent.so'],
      ['LD_LIBRARY_PATH', '/nonexistent'],
      ['PATH', '/nonexistent'],
      ['ROLECALL_NODE', '/nonexistent'],
    ])('%s has no effect on a hit', (name, value) => {
      expect(run(['process', 'dev'], { [name]: value })).toEqual({
        status: 0,
        stdout: right,
        stderr: 'launcher: answered\n',
      })
    })
  },
)
