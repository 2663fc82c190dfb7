import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roleProfile, startMachine, type Machine } from '../../bench/machine.js'
import { keychainAvailable } from '../support/keychain.js'
import { run, runCommand } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { randomNumbers } from './mutating-bus.js'

/** KILL_ROUNDS=300 kills more often; KILL_SEED repeats a run. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 12)
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 2 ** 31)
const LAUNCHERS = 50
/** More than a cold call takes. */
const LATEST_KILL_MS = 40

/* Launchers that meet each other, a refresh or their end, with an STS that answers. */
describe.skipIf(!launcherAvailable || !keychainAvailable)(
  `launchers in a storm ${launcherReason}`,
  () => {
    let machine: Machine
    let launcher: string
    let env: Readonly<Record<string, string>>

    beforeAll(async () => {
      launcher = buildLauncher()
      const names = Array.from({ length: ROUNDS }, (_, round) => `kill-${round}`)
      const profiles = names.map((name) => roleProfile(name, `role_session_name = ${name}\n`))
      machine = await startMachine({ config: profiles.join('') })
      env = machine.env
    }, BUILD_TIMEOUT_MS)

    afterAll(() => machine[Symbol.asyncDispose]())

    const launch = (profile: string) => runCommand(launcher, ['process', profile], { env })

    test('fifty of them, while the session is refreshed, have the old one or the new one', async () => {
      const before = await launch('dev')
      const storm = Array.from({ length: LAUNCHERS }, () => launch('dev'))
      const refreshed = await run(['process', 'dev', '--refresh'], { env })
      const later = await Promise.all([...storm, launch('dev')])
      expect(before).toMatchObject({ code: 0, stderr: '' })
      expect(refreshed).toMatchObject({ code: 0, stderr: '' })
      expect(refreshed.stdout).not.toBe(before.stdout)
      const outputs = new Set(later.map(({ code, stdout, stderr }) => `${code} ${stdout}${stderr}`))
      const right = [before, refreshed].map(({ stdout }) => `0 ${stdout}`)
      expect([...outputs].filter((output) => !right.includes(output))).toEqual([])
      expect(await launch('dev')).toMatchObject({ code: 0, stdout: refreshed.stdout })
    }, 120_000)

    test(
      `killed at any moment of a miss, the next one has a session (KILL_SEED=${SEED})`,
      async () => {
        const random = randomNumbers(SEED)
        for (let round = 0; round < ROUNDS; round++) {
          const profile = `kill-${round}`
          const child = spawn(launcher, ['process', profile], { env, stdio: 'ignore' })
          const ended = once(child, 'close')
          await new Promise((resolve) => setTimeout(resolve, random() * LATEST_KILL_MS))
          child.kill('SIGKILL')
          await ended
          const next = await launch(profile)
          expect(next).toMatchObject({ code: 0, stderr: '' })
          expect(next.stdout).toContain('"Version":1')
          // It is in the cache, and the program reads the same.
          expect(await run(['process', profile], { env })).toMatchObject({
            code: 0,
            stdout: next.stdout,
          })
        }
      },
      60_000 + ROUNDS * 3000,
    )
  },
)
