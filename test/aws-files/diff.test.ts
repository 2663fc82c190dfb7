import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adopt } from '../../src/aws-files/adopt/adopt.js'
import { parseAwsFiles } from '../../src/aws-files/aws-files.js'
import { unifiedDiff } from '../../src/aws-files/diff.js'
import { isInstalled } from '../support/commands.js'
import { manyProfiles } from '../support/many-profiles.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-diff-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what changed, with two lines around it', () => {
  const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n'
  const after = '1\n2\n3\nfour\n5\n6\n7\n8\n9'
  expect(unifiedDiff(before, after, '/h/config')).toBe(`--- /h/config
+++ /h/config
@@ -2,8 +2,8 @@
 2
 3
-4
+four
 5
 6
 7
 8
-9
+9
\\ No newline at end of file
`)
  expect(unifiedDiff(before, before, '/h/config')).toBe('')
})

const line = fc.constantFrom('a', 'b', 'c', '', '[profile x]', '-- a', '++ b', '\\ x', 'k = v\r')
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''))

test.skipIf(!isInstalled('patch'))('patch makes the new text of the old one', () => {
  const [file, diff] = [join(folder, 'text'), join(folder, 'diff')]
  fc.assert(
    fc.property(text, text, (before, after) => {
      writeFileSync(file, before)
      writeFileSync(diff, unifiedDiff(before, after, 'text'))
      const args = ['--binary', '--quiet', '--no-backup-if-mismatch', '--fuzz=0', file, diff]
      const { status, stdout } = spawnSync('patch', args, { encoding: 'utf8' })
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
      expect(after === '' ? '' : readFileSync(file, 'utf8')).toBe(after)
    }),
    { numRuns: 150 },
  )
})

test('ten thousand adopted profiles are compared without delay', () => {
  const files = parseAwsFiles(
    { path: 'config', text: manyProfiles(10_000, {}) },
    { path: 'credentials', text: '' },
  )
  const { texts, changed } = adopt(files, 'all', (name) => `rolecall process --profile ${name}`)
  const added = unifiedDiff(files.config.text, texts.config, 'config').match(
    /^\+\s*credential_process = /gm,
  )
  expect(added).toHaveLength(changed.length)
})
