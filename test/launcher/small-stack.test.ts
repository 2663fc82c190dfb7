import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROGRAM } from '../support/run.js'
import { TRACE, tracesOf } from './outcome.js'
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

  /** @param kib as `ulimit -s` takes it @param more of the environment, which is on the stack */
  const run = (kib: number, more: object, file: string, ...args: string[]) => {
    const words = ['-c', `ulimit -s ${kib}; exec "$@"`, 'sh', file, ...args, 'process', 'nested']
    const env = { PATH: process.env['PATH'], HOME: home, ROLECALL_STORE: 'none', ...TRACE, ...more }
    const { status, signal, stdout, stderr } = spawnSync('sh', words, { env, encoding: 'utf8' })
    return { status, signal, stdout, stderr }
  }

  test.each([
    [8192, 0],
    [8192, 1900],
    [1280, 300],
    [1024, 200],
    [1024, 0],
    [512, 0],
    [384, 0],
  ])(
    'of %s KiB, with an environment of %s kB: output that is nested too deep is an error',
    (kib, kilobytes) => {
      const parts = Array.from({ length: Math.ceil(kilobytes / 100) }, (_, at) => `PART_${at}`)
      const more = Object.fromEntries(parts.map((name) => [name, 'x'.repeat(100_000)]))
      const result = run(kib, more, launcher)
      expect(result).toMatchObject({ status: 1, signal: null, stdout: '' })
      expect(result.stderr).toContain('did not print a JSON object')
      const traces = tracesOf(result.stderr)
      expect(traces).toMatch(/^launcher: a cold call\n(.*\n)*launcher: answered\n$/)
      const ours = { ...result, stderr: result.stderr.replace(/^launcher: .*\n/gm, '') }
      expect(ours).toEqual(run(8192, more, process.execPath, PROGRAM))
    },
  )
})
