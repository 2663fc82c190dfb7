import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROGRAM } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'

/** More than any stack has room for. */
const DEPTH = 200_000

describe.skipIf(!launcherAvailable)(`a small stack ${launcherReason}`, () => {
  let launcher: string
  const home = mkdtempSync(join(tmpdir(), 'rolecall-stack-'))

  beforeAll(() => {
    launcher = buildLauncher()
    mkdirSync(join(home, '.aws'))
    writeFileSync(join(home, 'nested'), '['.repeat(DEPTH))
    const command = `credential_process = cat ${join(home, 'nested')}`
    writeFileSync(join(home, '.aws/config'), `[profile nested]\n${command}\n`)
  }, BUILD_TIMEOUT_MS)

  afterAll(() => rmSync(home, { recursive: true }))

  /** @param kib as `ulimit -s` takes it */
  const run = (kib: number, file: string, ...args: string[]) => {
    const words = ['-c', `ulimit -s ${kib}; exec "$@"`, 'sh', file, ...args, 'process', 'nested']
    const env = { PATH: process.env['PATH'], HOME: home, ROLECALL_STORE: 'none' }
    const { status, signal, stdout, stderr } = spawnSync('sh', words, { env, encoding: 'utf8' })
    return { status, signal, stdout, stderr }
  }

  test.each([8192, 1024, 512, 384])(
    'of %s KiB: output that is nested too deep is an error, not the end of the process',
    (kib) => {
      const result = run(kib, launcher)
      expect(result).toMatchObject({ status: 1, signal: null, stdout: '' })
      expect(result.stderr).toContain('did not print a JSON object')
      expect(result).toEqual(run(8192, process.execPath, PROGRAM))
    },
  )
})
