import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addSnapshot, WITH_SNAPSHOT } from '../../scripts/snapshot.js'
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

const RUSTC = spawnSync('rustc', ['-vV'], { cwd: CRATE, encoding: 'utf8' })
const hasSnapshot = RUSTC.stdout?.includes(`host: ${WITH_SNAPSHOT}\n`) ?? false

describe.skipIf(!launcherAvailable || !hasSnapshot)(
  `the launcher's snapshot ${launcherReason}`,
  () => {
    let launcher: string
    let folder: string

    beforeAll(() => {
      launcher = buildLauncher()
      folder = mkdtempSync(join(tmpdir(), 'rolecall-snapshot-'))
    }, BUILD_TIMEOUT_MS)

    afterAll(() => rmSync(folder, { recursive: true }))

    /** What cargo has built. */
    function withoutSnapshot(): string {
      const copy = join(folder, 'rolecall')
      copyFileSync(join(TARGET, WITH_SNAPSHOT, 'release', 'rolecall'), copy)
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

    test('another program gets none, and stays as it is', () => {
      const copy = join(folder, 'other')
      copyFileSync('/bin/true', copy)
      expect(() => addSnapshot(copy)).toThrow('the launcher has no section for a snapshot')
      expect(readFileSync(copy).equals(readFileSync('/bin/true'))).toBe(true)
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
  },
)
