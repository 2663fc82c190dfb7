import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readText, readTextIfPresent } from '../../../src/system/files/read-file.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-files-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function makePipe(name: string): string {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  return path
}

test('a pipe without a writer is an error, not an endless wait', () => {
  const path = makePipe('idle')
  expect(() => readTextIfPresent(path)).toThrow(
    `cannot read ${path}: nothing was written to this pipe`,
  )
})

test('a pipe is read to its end, however late and slow its writer', async () => {
  const path = makePipe('slow')
  const writer = spawn('sh', [
    '-c',
    'sleep 0.3; { printf one; sleep 0.3; printf two; } >"$0"',
    path,
  ])
  expect(readText(path)).toBe('onetwo')
  expect(await once(writer, 'exit')).toEqual([0, null])
})

test('a file, a missing file, a folder, and an empty device', () => {
  const path = join(folder, 'file')
  writeFileSync(path, 'text')
  expect(readText(path)).toBe('text')
  expect(readText('/dev/null')).toBe('')
  expect(readTextIfPresent(join(folder, 'none'))).toBe('')
  expect(readTextIfPresent(join(path, 'none'))).toBe('')
  expect(() => readText(join(folder, 'none'))).toThrow('there is no such file')
  expect(() => readText(folder)).toThrow('it is a folder')
})

test('an endless device is an error', () => {
  expect(() => readText('/dev/zero')).toThrow('it is larger than 64 MiB')
})
