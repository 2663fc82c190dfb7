import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../support/run.js'
import { buildProgram } from '../system/built.js'

const CODES = 40
const PROCESSES = 4

/** Milliseconds in which all processes start. */
const HEAD_START_MS = 1000

test('of processes that compete for a code, one gets it', async () => {
  const program = await buildProgram('test/mfa/claim-program.ts')
  const home = mkdtempSync(join(tmpdir(), 'rolecall-home-'))
  try {
    const args = [program.path, String(Date.now() + HEAD_START_MS), String(CODES)]
    const all = await Promise.all(
      Array.from({ length: PROCESSES }, () =>
        runCommand(process.execPath, args, { env: { HOME: home }, timeoutMs: 60_000 }),
      ),
    )
    expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      all.map(() => ({ code: 0, stderr: '' })),
    )
    const claimed = all.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean)).sort()
    expect(claimed).toEqual(
      Array.from({ length: CODES }, (_, code) => String(code).padStart(6, '0')),
    )
  } finally {
    rmSync(home, { recursive: true })
    await program.remove()
  }
}, 90_000)
