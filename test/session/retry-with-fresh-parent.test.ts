import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refusalsIn } from '../../src/session/retry-with-fresh-parent.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-refusals-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('refusals are read back, and a folder that cannot be written to is not an error', () => {
  writeFileSync(join(folder, 'refusals'), '')
  const broken = refusalsIn(join(folder, 'refusals'))
  broken.write('k', 'ASIA1')
  expect(broken.read('k')).toBeUndefined()
  const working = refusalsIn(join(folder, 'others'))
  working.write('k', 'ASIA1')
  expect(working.read('k')).toBe('ASIA1')
})
