import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellWord } from '../../src/core/shell-word.js'
import { isInstalled } from '../support/commands.js'

test.each([
  ['dev', 'dev'],
  ['team/dev.a_b@x%+:,-', 'team/dev.a_b@x%+:,-'],
  ['arn:aws:iam::222222222222:role/dev', 'arn:aws:iam::222222222222:role/dev'],
  ['a=b', 'a=b'],
  ['my dev', "'my dev'"],
  ["it's", `'it'\\''s'`],
  ['$(id)', "'$(id)'"],
  ['=ls', "'=ls'"],
  ['~ann', "'~ann'"],
  ['', "''"],
])('%j is written %s', (word, written) => {
  expect(shellWord(word)).toBe(written)
})

const SHELLS = ['sh', 'bash', 'zsh', 'ksh', 'mksh', 'fish'].filter(isInstalled)

test.each(SHELLS)('%s reads back any word', (shell) => {
  const words = fc.sample(fc.string({ unit: 'grapheme', maxLength: 20 }), { numRuns: 300, seed: 7 })
  const readable = words.filter((word) => !/\p{Cc}/u.test(word))
  const script = `printf '%s\\n' ${readable.map(shellWord).join(' ')}`
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C.UTF-8' }
  const output = execFileSync(shell, ['-c', script], { encoding: 'utf8', env })
  expect(output.split('\n').slice(0, -1)).toEqual(readable)
})
