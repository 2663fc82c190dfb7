import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { chainOf, chainVariable } from '../../../src/core/recursion-guard.js'
import { realHost } from '../../../src/system/host.js'
import { runShell, type ShellOptions } from '../../../src/system/process/run-shell.js'
import { isRunning } from '../../support/children.js'

const folder = mkdtempSync(join(tmpdir(), 'rolecall-shell-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Without the terminal that the test runner may have. */
function run(command: string, options: Partial<ShellOptions> = {}): Promise<string> {
  const usual = { role: 'mfa_process', timeoutMs: 5000, mayPrompt: false }
  return runShell(command, realHost(), { ...usual, ...options })
}

test('the line goes through a shell, stdout is returned, stderr is dropped', async () => {
  await expect(run('x=12; echo warning >&2; echo "${x}34" | cat; cat')).resolves.toBe('1234\n')
})

test('the command gets the chain of profiles', async () => {
  const chain = ['dev', 'a,"b" ü']
  const variable = await run('printf %s "$ROLECALL_CHAIN"', { chain })
  expect(chainOf({ ROLECALL_CHAIN: variable })).toEqual(chain)
  const host = { ...realHost(), env: { ...process.env, ...chainVariable(['above']) } }
  const options = { role: 'mfa_process', timeoutMs: 5000, mayPrompt: false }
  await expect(runShell('printf %s "$ROLECALL_CHAIN"', host, options)).resolves.toBe('["above"]')
})

test.each(['not json', '{"a":1}', '', undefined])('a damaged chain %j is none', (variable) => {
  expect(chainOf({ ROLECALL_CHAIN: variable })).toEqual([])
})

test('a failure names the first word, the status and stderr, nothing else of the line', async () => {
  await expect(
    run('sh -c "echo no\u001b[2Jcard >&2; exit 3" --token=hunter2'),
  ).rejects.toMatchObject({
    code: 'failed',
    message: 'mfa_process (sh) exited with status 3: no [2Jcard',
  })
  await expect(run('PASS=hunter2 false')).rejects.toMatchObject({
    message: 'mfa_process (its command) exited with status 1',
  })
  await expect(run('kill -TERM $$')).rejects.toMatchObject({
    message: 'mfa_process (kill) was ended by SIGTERM',
  })
})

test('too much output is an error, and ends the command', async () => {
  await expect(run('yes; echo never')).rejects.toMatchObject({
    message: 'mfa_process (yes) printed more than 1 MiB',
  })
})

test('at the time limit everything that the command started ends', async () => {
  const pidFile = join(folder, 'limit')
  const command = `sh -c 'echo $$ > ${pidFile}; sleep 300; true'; true`
  await expect(run(command, { timeoutMs: 400 })).rejects.toMatchObject({
    message: 'mfa_process (sh) took longer than 1 s',
  })
  await expectEnded(pidFile)
})

async function expectEnded(pidFile: string): Promise<void> {
  const pid = Number(readFileSync(pidFile, 'utf8'))
  await expect.poll(() => isRunning(pid)).toBe(false)
}
