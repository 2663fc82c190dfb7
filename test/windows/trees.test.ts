import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realHost, type Host } from '../../src/system/host.js'
import { runShell } from '../../src/system/process/run-shell.js'
import { eraseTyped } from '../../src/system/terminal/hidden-input.js'
import { isRunning } from '../support/children.js'

/*
 * taskkill is replaced by a script, since Wine's does not end a tree.
 */

let folder: string
let host: Host
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-tree-'))
  const taskkill = join(folder, 'taskkill')
  writeFileSync(
    taskkill,
    `#!/bin/sh
env > ${folder}/env
echo "$@" > ${folder}/arguments
kill -9 $(cat ${folder}/pid)
`,
  )
  chmodSync(taskkill, 0o755)
  const env = { PATH: `${folder}:${process.env['PATH']}`, AWS_SECRET_ACCESS_KEY: 'hunter2' }
  host = { ...realHost(), platform: 'win32', env }
})
afterAll(() => rmSync(folder, { recursive: true }))

test('on Windows a command at its time limit ends with all that it started', async () => {
  const command = `sh -c 'echo $$ > ${folder}/pid; sleep 300; true' & echo $$ > ${folder}/shell; wait`
  const options = { role: 'mfa_process', timeoutMs: 500, mayPrompt: false }
  await expect(runShell(command, host, options)).rejects.toMatchObject({
    message: 'mfa_process (sh) took longer than 1 s',
  })
  const [descendant, shell] = ['pid', 'shell'].map((name) =>
    Number(readFileSync(join(folder, name), 'utf8')),
  )
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe(`/pid ${shell} /t /f\n`)
  expect(readFileSync(join(folder, 'env'), 'utf8')).not.toContain('hunter2')
  await expect
    .poll(() => [descendant, shell].map((pid) => isRunning(pid ?? 0)))
    .toEqual([false, false])
})

test.each([
  ['hunter2', 'hunter2'],
  ['hunterr\b2', 'hunter2'],
  ['\u007fx\u007f\u007fü\u007fa', 'a'],
  ['wrong\u0015right', 'right'],
  ['a\u001b[Db\u001b[1;5Cc\u001bOPd\u001b[3~', 'abcd'],
])('keys that correct a hidden line: %j', (typed, line) => expect(eraseTyped(typed)).toBe(line))
