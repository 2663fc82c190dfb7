import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addSnapshot } from '../../scripts/snapshot.js'
import { isInstalled } from '../support/commands.js'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from './built.js'

const CRATE = fileURLToPath(new URL('../../launcher', import.meta.url))
const TARGET = process.env['CARGO_TARGET_DIR'] ?? join(CRATE, 'target')

/** Some containers forbid it. */
const addressesCanBeFixed = spawnSync('setarch', ['-R', 'true']).status === 0

/** Others have none (launcher/build.rs). */
const hasSnapshot = launcherAvailable && process.platform === 'linux' && process.arch === 'x64'

describe.skipIf(!hasSnapshot)(`the launcher's snapshot ${launcherReason}`, () => {
  let launcher: string
  let folder: string

  beforeAll(() => {
    launcher = buildLauncher()
    folder = mkdtempSync(join(tmpdir(), 'rolecall-snapshot-'))
  }, BUILD_TIMEOUT_MS)

  afterAll(() => rmSync(folder, { recursive: true }))

  /** What cargo has built. */
  function withoutSnapshot(): string {
    const { stdout } = spawnSync('rustc', ['-vV'], { cwd: CRATE, encoding: 'utf8' })
    const triple = /^host: (.+)$/m.exec(stdout)?.[1] ?? ''
    const copy = join(folder, 'rolecall')
    copyFileSync(join(TARGET, triple, 'release', 'rolecall'), copy)
    return copy
  }

  test.skipIf(!addressesCanBeFixed)('is the same each time it is made', () => {
    const copy = withoutSnapshot()
    addSnapshot(copy)
    expect(readFileSync(copy).equals(readFileSync(launcher))).toBe(true)
  })

  test('a launcher without one answers the same, from bytecode', () => {
    const run = (file: string) => {
      const env = { HOME: folder, ROLECALL_LAUNCHER_TRACE: '1' }
      const { status, stdout, stderr } = spawnSync(file, ['--version'], { env, encoding: 'utf8' })
      return { status, stdout, stderr }
    }
    const answer = run(launcher)
    expect(answer).toMatchObject({ status: 0, stderr: 'launcher: answered\n' })
    expect(run(withoutSnapshot())).toEqual(answer)
  })

  test('a file that is not a launcher gets none', () => {
    const copy = withoutSnapshot()
    truncateSync(copy, 100)
    expect(() => addSnapshot(copy)).toThrow()
  })

  test.skipIf(!isInstalled('strace')).each(['mmap', 'mremap'])(
    'becomes the program if the kernel refuses %s for it',
    (call) => {
      const without = withoutProgram(launcher)
      // The first call is for the snapshot.
      const fault = `inject=${call}:error=ENOMEM:when=1`
      const args = ['-qq', '-o', '/dev/null', '-e', fault, without.launcher, 'process', 'dev']
      const { status, stdout, stderr } = spawnSync('strace', args, {
        env: { PATH: process.env['PATH'], ROLECALL_LAUNCHER_TRACE: '1' },
        encoding: 'utf8',
      })
      expect({ status, stderr }).toEqual({
        status: 0,
        stderr: 'launcher: no place for the snapshot\n',
      })
      expect(stdout).toMatch(/bin\/rolecall\.js process dev\n$/)
      rmSync(without.folder, { recursive: true })
    },
  )
})
