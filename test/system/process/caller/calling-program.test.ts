import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realHost } from '../../../../src/system/host.js'
import { findCaller } from '../../../../src/system/process/caller/calling-program.js'
import { buildProgram, type Built } from '../../built.js'

let program: Built
let home: string
let infra: string

beforeAll(async () => {
  program = await buildProgram('test/system/process/caller/caller-program.ts')
  home = realpathSync(mkdtempSync(join(tmpdir(), 'rolecall-tree-')))
  infra = join(home, 'infra')
  mkdirSync(infra)
})
afterAll(async () => {
  rmSync(home, { recursive: true, force: true })
  await program.remove()
})

/** @returns the description of the caller, without the process id */
function callerOf(file: string, args: string[], cwd = infra): string {
  const env = { ...process.env, HOME: home, NODE: process.execPath, PROGRAM: program.path }
  return execFileSync(file, args, { env, cwd, encoding: 'utf8' })
    .replace(/pid \d+/, 'pid N')
    .trim()
}

const RUN = 'import os, subprocess; subprocess.run([os.environ["NODE"], os.environ["PROGRAM"]])'

test('a program is named by its file, with the home directory as ~', () => {
  const terraform = join(home, 'terraform')
  copyFileSync('/bin/bash', terraform)
  const script = join(home, 'run')
  writeFileSync(script, '"$NODE" "$PROGRAM"; true')
  expect(callerOf(terraform, [script])).toBe('terraform (pid N, ~/infra)')
})

test('a script is named by itself, not by its interpreter', () => {
  const aws = join(home, 'aws')
  writeFileSync(aws, RUN)
  expect(callerOf('python3', [aws, 's3', 'ls'])).toBe('aws (pid N, ~/infra)')
  expect(callerOf('python3', ['-c', RUN], home)).toBe('python3 (pid N, ~)')
})

test('shells that only run rolecall are skipped', () => {
  const nested = RUN.replace(
    '[os.environ["NODE"], os.environ["PROGRAM"]]',
    '["sh", "-c", "bash -c \'\\"$NODE\\" \\"$PROGRAM\\"; true\'; true"]',
  )
  expect(callerOf('python3', ['-c', nested])).toBe('python3 (pid N, ~/infra)')
})

test('rolecall itself is skipped', () => {
  const rolecall = join(home, 'rolecall.js')
  writeFileSync(
    rolecall,
    `require('child_process').spawnSync(process.execPath, [process.env.PROGRAM], {stdio: 'inherit'})`,
  )
  const viaRolecall = RUN.replace('os.environ["PROGRAM"]', `"${rolecall}"`)
  expect(callerOf('python3', ['-c', viaRolecall])).toBe('python3 (pid N, ~/infra)')
})

test('long names and folders are cut', () => {
  const deep = join(home, 'x'.repeat(80))
  mkdirSync(deep)
  const script = join(deep, 'y'.repeat(80))
  writeFileSync(script, RUN)
  expect(callerOf('python3', [script], deep)).toBe(`${'y'.repeat(40)} (pid N, …${'x'.repeat(59)})`)
})

test('a process that is gone, and a system without a process list, are no error', () => {
  const host = realHost()
  expect(findCaller({ ...host, ppid: 2 ** 30 })).toBeUndefined()
  expect(findCaller({ ...host, platform: 'win32' })).toBeUndefined()
})

test('ps gives the same result as /proc', () => {
  // The way of macOS and BSD, with this system's ps.
  const host = realHost()
  expect(findCaller({ ...host, platform: 'darwin', cwd: resolve('/') })?.pid).toBe(
    findCaller(host)?.pid,
  )
})
