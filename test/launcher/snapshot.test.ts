import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launcherTriple } from '../../scripts/launcher-triple.js'
import { addSnapshot, hasSnapshot } from '../../scripts/snapshot.js'
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

const TRIPLE = launcherTriple()
/** `START` in launcher/src/snapshot/memory.rs. */
const SNAPSHOT_ADDRESS = '0x1000000000'

describe.skipIf(!launcherAvailable || !hasSnapshot(TRIPLE))(
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
      copyFileSync(join(TARGET, TRIPLE, 'release', 'rolecall'), copy)
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
        const strace = (...what: string[]) =>
          spawnSync('strace', ['-qq', ...what, without.launcher, 'process', 'dev'], {
            env: { PATH: process.env['PATH'], ROLECALL_LAUNCHER_TRACE: '1' },
            encoding: 'utf8',
          })
        const log = join(folder, call)
        strace('-o', log, '-e', `trace=${call}`)
        const calls = readFileSync(log, 'utf8').split('\n')
        const at = calls.findIndex((each) => each.includes(SNAPSHOT_ADDRESS)) + 1
        expect(at).toBeGreaterThan(0)
        const fault = `inject=${call}:error=ENOMEM:when=${at}`
        const { status, stdout, stderr } = strace('-o', '/dev/null', '-e', fault)
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
