import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runtimeDir } from '../../../src/system/files/runtime-dir.js'
import { pathsFor } from '../../../src/system/paths.js'

let folder: string
let login: string
let temporary: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-meeting-'))
  login = join(folder, 'runtime', 'rolecall')
  process.env['TMPDIR'] = folder
  temporary = join(folder, `rolecall-${process.getuid?.()}`)
})
afterEach(() => {
  delete process.env['TMPDIR']
  rmSync(folder, { recursive: true })
})

/** With a state folder below a file, which not even root can create. */
function runtimeDirWith(env: Record<string, string>): string {
  const state = '/dev/null/state'
  const all = { XDG_STATE_HOME: state, ...env }
  return runtimeDir({ env: all, paths: pathsFor(all, 'linux', () => '/nonexistent') })
}

test('is the state folder if that is writable', () => {
  expect(runtimeDirWith({ XDG_STATE_HOME: folder })).toBe(join(folder, 'rolecall'))
})

test('is else a private folder of the login, or below the temporary folder', () => {
  expect(runtimeDirWith({ XDG_RUNTIME_DIR: join(folder, 'runtime') })).toBe(login)
  expect(statSync(login).mode & 0o777).toBe(0o700)
  expect(runtimeDirWith({ XDG_RUNTIME_DIR: 'relative' })).toBe(temporary)
  expect(runtimeDirWith({ XDG_RUNTIME_DIR: '/dev/null/runtime' })).toBe(temporary)
  expect(statSync(temporary).mode & 0o777).toBe(0o700)
})

test('is never a folder that others can write to, nor a link', () => {
  mkdirSync(temporary)
  chmodSync(temporary, 0o777)
  expect(runtimeDirWith({})).toBe('/dev/null/state/rolecall')
  rmSync(temporary, { recursive: true })
  mkdirSync(join(folder, 'elsewhere'))
  symlinkSync(join(folder, 'elsewhere'), temporary)
  expect(runtimeDirWith({})).toBe('/dev/null/state/rolecall')
})
