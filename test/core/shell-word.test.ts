import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shellWord } from '../../src/core/shell-word.js'
import { isInstalled } from '../support/commands.js'

test.each([
  ['dev', 'dev'],
  ['team/dev.a_b@x%+:,-', 'team/dev.a_b@x%+:,-'],
  ['arn:aws:iam::222222222222:role/dev', 'arn:aws:iam::222222222222:role/dev'],
  ['a=b', 'a=b'],
  ['my dev', "'my dev'"],
  ["it's", `'it'\\''s'`],
  ['a\\b', `'a'\\\\'b'`],
  ['$(id)', "'$(id)'"],
  ['=ls', "'=ls'"],
  ['~ann', "'~ann'"],
  ['', "''"],
])('%j is written %s', (word, written) => {
  expect(shellWord(word)).toBe(written)
})

let home = ''
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rolecall-word-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const SHELLS = ['sh', 'bash', 'zsh', 'ksh', 'mksh', 'fish'].filter(isInstalled)

test.each(SHELLS)('%s reads back any word', (shell) => {
  const words = fc.sample(fc.string({ unit: 'grapheme', maxLength: 20 }), { numRuns: 300, seed: 7 })
  const readable = words.filter((word) => !/\p{Cc}/u.test(word))
  const script = `printf '%s\\n' ${readable.map(shellWord).join(' ')}`
  const env = { PATH: process.env['PATH'], HOME: home, LC_ALL: 'C.UTF-8' }
  const output = execFileSync(shell, ['-c', script], { encoding: 'utf8', env })
  expect(output.split('\n').slice(0, -1)).toEqual(readable)
})
