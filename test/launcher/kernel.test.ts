import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keychainAvailable } from '../support/keychain.js'
import { PROGRAM } from '../support/run.js'
import { forgetKeys, kernelReason } from '../store/kernel/kernel.js'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from './built.js'
import { machineWithSessions, type Machine } from './machine.js'

const isPossible = launcherAvailable && keychainAvailable && kernelReason === ''
const reason = launcherReason || kernelReason

describe.skipIf(!isPossible)(`the kernel keyring and the launcher ${reason}`, () => {
  let launcher: string
  let machine: Machine
  const sessions = (): string[] =>
    readdirSync(join(machine.home.path, '.local/state/rolecall/sessions')).map((name) =>
      name.replace(/\.json$/, ''),
    )

  beforeAll(async () => {
    launcher = buildLauncher()
    machine = await machineWithSessions({
      ROLECALL_STORE: 'kernel',
      // Not that of the home, where `keyctl` fails.
      PATH: process.env['PATH'] ?? '',
    })
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    await forgetKeys(sessions())
    await machine[Symbol.asyncDispose]()
  })

  const answer = (
    command: readonly [string, ...string[]],
    more: Record<string, string> = {},
  ): SpawnSyncReturns<string> => {
    const [file, ...args] = command
    const env = { ...machine.env, ROLECALL_LAUNCHER_TRACE: '1', ...more }
    return spawnSync(file, [...args, 'process', 'dev'], { env, encoding: 'utf8' })
  }

  test('a session is read from it', () => {
    const { stdout, stderr } = answer([launcher])
    const byProgram = answer([process.execPath, PROGRAM])
    expect({ stdout, stderr }).toEqual({ stdout: byProgram.stdout, stderr: 'launcher: answered\n' })
    expect(stdout).toContain('"Version":1')
  })

  test('another login of the user reads it as well', () => {
    const { stdout, stderr } = answer(['keyctl', 'session', '-', launcher])
    expect(stderr).toContain('launcher: answered\n')
    expect(stdout).toBe(answer([launcher]).stdout)
  })

  test('a key that is gone, and one that is no session, are left to the program', async () => {
    const { launcher: copy, folder } = withoutProgram(launcher)
    const left = `${join(folder, 'bin/rolecall.js')} process dev\n`
    for (const key of sessions()) {
      spawnSync('keyctl', ['padd', 'user', `keyring:${key}@rolecall`, '@s'], { input: '{"a":1}' })
    }
    expect(answer([copy]).stdout).toBe(left)
    await forgetKeys(sessions())
    expect(answer([copy]).stdout).toBe(left)
    rmSync(folder, { recursive: true })
  })
})
