import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { keychainAvailable } from '../support/keychain.js'
import { PROGRAM } from '../support/run.js'
import { age } from './age.js'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from './built.js'
import { machineWithSessions, type Machine } from './machine.js'

const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }
const isPossible = launcherAvailable && keychainAvailable

describe.skipIf(!isPossible)(`encrypted files and the launcher ${launcherReason}`, () => {
  let launcher: string
  let machine: Machine
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-key-'))
  const keyFile = join(folder, 'key')

  beforeAll(async () => {
    launcher = buildLauncher()
    writeFileSync(keyFile, 'k'.repeat(64), { mode: 0o600 })
    machine = await machineWithSessions({ ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: keyFile })
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await machine[Symbol.asyncDispose]()
  })

  type Result = SpawnSyncReturns<string>
  const launch = (more: Record<string, string> = {}): Result =>
    spawnSync(launcher, ['process', 'dev'], { env: { ...machine.env, ...more }, encoding: 'utf8' })
  const program = (): Result =>
    spawnSync(process.execPath, [PROGRAM, 'process', 'dev'], {
      env: machine.env,
      encoding: 'utf8',
    })

  test('a session is read from them', () => {
    expect(launch(TRACE).stderr).toBe('launcher: answered\n')
    expect(launch().stdout).toBe(program().stdout)
    expect(launch().stdout).toContain('"Version":1')
  })

  test('another key, a damaged file and a passphrase are left to the program', () => {
    const { launcher: copy, folder: own } = withoutProgram(launcher)
    const why = (more: Record<string, string> = {}): string => {
      const env = { ...machine.env, ...TRACE, ...more }
      const { stdout, stderr } = spawnSync(copy, ['process', 'dev'], { env, encoding: 'utf8' })
      expect(stdout).toBe(`${join(own, 'bin/rolecall.js')} process dev\n`)
      return stderr
    }
    const other = join(folder, 'other')
    writeFileSync(other, 'x'.repeat(64), { mode: 0o600 })
    expect(why({ ROLECALL_KEY_FILE: other })).toContain('created with another key file')
    expect(why({ ROLECALL_KEY_FILE: '', ROLECALL_PASSPHRASE: 'x' })).toContain('cached-key')
    const sealed = join(machine.home.path, '.local/state/rolecall/sealed/hkdf')
    const files = readdirSync(sealed).filter((name) => name.endsWith('.sealed'))
    const paths = files.map((name) => join(sealed, name))
    const sound = paths.map((path) => readFileSync(path))
    paths.forEach((path, index) => {
      const bytes = Buffer.from(sound[index] ?? '')
      bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
      writeFileSync(path, bytes)
    })
    expect(why()).toContain('was modified')
    paths.forEach((path, index) => writeFileSync(path, sound[index] ?? ''))
    rmSync(own, { recursive: true })
  })

  test('an ageing session is answered, and the program refreshes it', async () => {
    const { launcher: copy, folder: own } = withoutProgram(launcher)
    const started = join(own, 'started')
    writeFileSync(join(dirname(copy), 'node-path'), '/bin/sh\n')
    writeFileSync(
      join(own, 'bin/rolecall.js'),
      `echo "$@ $ROLECALL_BACKGROUND $(readlink /proc/$$/fd/1)" > ${started}.new; mv ${started}.new ${started}`,
    )
    await age(machine.home.path, keyFile, 20)
    const { stdout } = spawnSync(copy, ['process', 'dev'], { env: machine.env, encoding: 'utf8' })
    expect(stdout).toContain('"Version":1')
    await vi.waitFor(() => expect(existsSync(started)).toBe(true), 10_000)
    expect(readFileSync(started, 'utf8')).toMatch(
      /^login --profile=dev --min-ttl=\d+ --no-input 1 \/dev\/null\n$/,
    )
    rmSync(own, { recursive: true })
  })
})
