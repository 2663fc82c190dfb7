import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isLockFree } from '../../src/system/files/lock.js'
import { isInstalled } from '../support/commands.js'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM } from '../support/run.js'
import type { StsServer } from '../support/sts-server/api.js'
import { startSts } from '../support/sts-server/server.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { chainConfig } from './chain-config.js'

/*
 * Launchers and programs that obtain the same sessions at the same time share locks, mailboxes and
 * files, and any of them may die at any moment.
 */

const ROUNDS = Number(process.env['STORM_ROUNDS'] ?? 6)

/** Of each round; the first two of either kind may be killed. */
const [LAUNCHERS, PROGRAMS] = [5, 3]

interface Ended {
  stdout: string
  stderr: string
  status: number | null
  signal: NodeJS.Signals | null
}

describe.skipIf(!launcherAvailable)(`cold launchers and programs ${launcherReason}`, () => {
  let launcher: string
  let sts: StsServer
  let home: TempHome
  let env: Record<string, string>

  beforeAll(async () => {
    launcher = buildLauncher()
    sts = await startSts()
    const [user] = sts.model.users
    const key = user?.keys[0]
    home = await tempHome({
      sts,
      config: chainConfig('nomfa', 'audit'),
      credentials: `[keys]\naws_access_key_id = ${key?.accessKeyId}\naws_secret_access_key = ${key?.secretAccessKey}\n`,
    })
    const keyFile = await home.write('key', 'k'.repeat(64))
    env = { ...home.env, ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: keyFile }
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    await sts.close()
    await home.remove()
  })

  beforeEach(forget)

  function forget(): void {
    rmSync(join(home.path, '.local'), { recursive: true, force: true })
    sts.requests.length = 0
  }

  const commandOf = (isLauncher: boolean): [string, ...string[]] =>
    isLauncher ? [launcher] : [process.execPath, PROGRAM]

  function start(
    isLauncher: boolean,
    [file, ...words] = commandOf(isLauncher),
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(file, [...words, 'process', 'chain'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const ended = once(child, 'close').then(([status, signal]) => ({
      ...{ stdout, stderr },
      ...({ status, signal } as Pick<Ended, 'status' | 'signal'>),
    }))
    return { child, ended }
  }

  /** Calls, however often the SDK repeated one because this machine is busy. */
  const calls = (): number => new Set(sts.requests.map(({ invocation }) => invocation)).size

  const locksLeft = (): string[] => {
    const folder = join(home.path, '.local/state/rolecall/locks')
    return readdirSync(folder).filter((name) => !isLockFree(join(folder, name)))
  }

  test('25 of each make one call a step', async () => {
    const all = Array.from({ length: 50 }, (_, at) => start(at % 2 === 0))
    const ends = await Promise.all(all.map(({ ended }) => ended))
    const outputs = new Set(ends.map(({ stdout }) => stdout))
    expect(ends.filter(({ status, stderr }) => status !== 0 || stderr !== '')).toEqual([])
    expect([...outputs]).toEqual([expect.stringContaining('"SessionToken"')])
    expect(calls()).toBe(2)
    expect(locksLeft()).toEqual([])
  })

  test(
    `the others are answered if some are killed, ${ROUNDS} times`,
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        forget()
        const all = [
          ...Array.from({ length: LAUNCHERS }, () => start(true)),
          ...Array.from({ length: PROGRAMS }, () => start(false)),
        ]
        const victims = [0, 1, LAUNCHERS].flatMap((at) => all[at] ?? [])
        for (const { child } of victims) {
          setTimeout(() => child.kill('SIGKILL'), Math.random() * (round % 2 === 0 ? 30 : 200))
        }
        const ends = await Promise.all(all.map(({ ended }) => ended))
        const killed = ends.filter(({ signal }) => signal === 'SIGKILL').length
        const others = ends.filter(({ signal }) => signal !== 'SIGKILL')
        expect(others.filter(({ status, stderr }) => status !== 0 || stderr !== '')).toEqual([])
        expect(others.map(({ stdout }) => stdout.includes('"SessionToken"'))).not.toContain(false)
        expect(calls()).toBeGreaterThanOrEqual(2)
        expect(calls()).toBeLessThanOrEqual(2 + killed)
        expect(locksLeft()).toEqual([])
        // Nothing is lost: the next one finds the session.
        const before = calls()
        const next = await start(round % 2 === 0).ended
        expect(next).toMatchObject({ status: 0, stderr: '' })
        expect(calls()).toBe(before)
      }
    },
    20_000 + ROUNDS * 5000,
  )

  test.skipIf(!isInstalled('strace'))('no other program is started', async () => {
    const strace = ['strace', '-f', '-qq', '-e', 'trace=execve,execveat'] as const
    const { status, stderr, stdout } = await start(true, [...strace, launcher]).ended
    expect(stdout).toContain('"SessionToken"')
    expect(status).toBe(0)
    expect(stderr.match(/exec\w+\(.*/g)).toEqual([expect.stringContaining(launcher)])
  })
})
