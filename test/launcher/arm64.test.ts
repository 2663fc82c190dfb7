import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/commands.js'
import { keychainAvailable } from '../support/keychain.js'
import { PROGRAM } from '../support/run.js'
import { hasRustTarget } from '../../scripts/launcher-triple.js'
import { BUILD_TIMEOUT_MS, buildLauncher, withoutProgram } from './built.js'
import { machineWithSessions, type Machine } from './machine.js'

/*
 * The launcher for Linux on arm64, by qemu, beside this machine's own Node
 */

const TRIPLE = 'aarch64-unknown-linux-gnu'
const QEMU = 'qemu-aarch64-static'
/** It belongs to libc6-dev-arm64-cross. */
const LIBRARY = '/usr/aarch64-linux-gnu/lib/libc.a'
const isReady =
  process.arch === 'x64' &&
  keychainAvailable &&
  existsSync(LIBRARY) &&
  ['aarch64-linux-gnu-gcc', QEMU].every(isInstalled) &&
  hasRustTarget(TRIPLE)
const reason = isReady ? '' : `(needs cargo with ${TRIPLE}, its cross compiler, and ${QEMU})`

describe.skipIf(!isReady)(`the launcher for arm64 ${reason}`, () => {
  let launcher: string
  let machine: Machine
  let showing: ReturnType<typeof withoutProgram>
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-key-'))

  beforeAll(async () => {
    launcher = buildLauncher(TRIPLE)
    showing = withoutProgram(launcher)
    const keyFile = join(folder, 'key')
    writeFileSync(keyFile, 'k'.repeat(64), { mode: 0o600 })
    machine = await machineWithSessions({ ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: keyFile })
  }, BUILD_TIMEOUT_MS)
  afterAll(async () => {
    for (const path of [folder, showing.folder]) rmSync(path, { recursive: true })
    await machine[Symbol.asyncDispose]()
  })

  const run = (
    file: readonly string[],
    args: readonly string[],
    more: Record<string, string> = {},
  ): SpawnSyncReturns<string> => {
    const [command = '', ...words] = [...file, ...args]
    return spawnSync(command, words, { env: { ...machine.env, ...more }, encoding: 'utf8' })
  }

  test.each([
    ['process', 'dev'],
    ['env', 'ops', '--format', 'fish'],
    ['__complete', 'profile'],
    ['__complete', 'session', 'o'],
    ['exec', 'dev', '--', 'sh', '-c', 'echo "$AWS_ACCESS_KEY_ID"; exit 7'],
    ['--version'],
  ])('%s is answered as by the program', (...args) => {
    const ours = run([QEMU, launcher], args, { ROLECALL_LAUNCHER_TRACE: '1' })
    const theirs = run([process.execPath, PROGRAM], args)
    expect([ours.status, ours.stdout]).toEqual([theirs.status, theirs.stdout])
    expect([ours.stderr, theirs.stderr]).toEqual(['launcher: answered\n', ''])
    expect(ours.stdout).not.toBe('')
  })

  test('a miss, and another command, reach the program', () => {
    const trace = { ROLECALL_LAUNCHER_TRACE: '1' }
    const miss = run([QEMU, launcher], ['process', 'missing'], trace)
    const program = run([process.execPath, PROGRAM], ['process', 'missing'])
    expect(program.status).toBe(1)
    expect(miss.stderr).toMatch(/^launcher: .+\n/)
    const [, ...said] = miss.stderr.split('\n')
    expect([miss.status, miss.stdout, said.join('\n')]).toEqual([1, '', program.stderr])
    const list = run([QEMU, launcher], ['list'])
    expect([list.status, list.stdout]).toEqual([
      0,
      run([process.execPath, PROGRAM], ['list']).stdout,
    ])
  })

  test('words reach the program as bytes', () => {
    const line = `exec ${QEMU} "$0" "$(printf 'a\\377b')" '' 'c d' "$(printf 'e\\nf')"`
    const { stdout } = spawnSync('sh', ['-c', line, showing.launcher], { encoding: 'latin1' })
    expect(stdout).toBe(`${join(showing.folder, 'bin/rolecall.js')} a\u00ffb  c d e\nf\n`)
  })
})
