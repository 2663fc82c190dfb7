import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPrivate, writePrivate } from '../../../src/system/files/atomic-file.js'
import { namesIn, readIfPresent } from '../../../src/system/files/read-own-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('a private file', () => {
  test('is 0600 whatever the umask, and leaves no other file', () => {
    const path = join(folder, 'state', 'x.json')
    const before = process.umask(0)
    try {
      writePrivate(path, 'one')
      writePrivate(path, 'two')
    } finally {
      process.umask(before)
    }
    expect(readFileSync(path, 'utf8')).toBe('two')
    expect(mode(path)).toBe('600')
    expect(readdirSync(join(folder, 'state'))).toEqual(['x.json'])
  })

  test('is named by the error if it cannot be replaced, and not its temporary file', () => {
    const path = join(folder, 'x.json')
    mkdirSync(path)
    expect(() => writePrivate(path, 'new')).toThrow(
      expect.objectContaining({ code: 'EISDIR', path }),
    )
    expect(readdirSync(folder)).toEqual(['x.json'])
  })

  test('stays as it was when the disk is full', () => {
    const path = join(folder, 'x.json')
    writeFileSync(path, 'old')
    const program = `
      import { writePrivate } from ${JSON.stringify(join(import.meta.dirname, '../../../src/system/files/atomic-file.ts'))}
      process.on('SIGXFSZ', () => undefined)
      try { writePrivate(process.argv[1], 'n'.repeat(1e6)) } catch (error) { console.log(error.code) }`
    // A limit on the size of a file fails a write half-way, as a full disk does.
    const { stdout } = spawnSync(
      'bash',
      [
        '-c',
        'ulimit -f 100; exec "$0" --import tsx --input-type=module -e "$1" "$2"',
        process.execPath,
        program,
        path,
      ],
      { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
    )
    expect(stdout).toBe('EFBIG\n')
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['x.json'])
  })

  test('removes the temporary files of writers that were killed long ago, and no others', () => {
    const old = `y.json.${randomUUID()}.tmp`
    const unfinished = `x.json.${randomUUID()}.tmp`
    const yesterday = Date.now() / 1000 - 25 * 3600
    for (const name of [old, unfinished, 'mine.tmp', `${randomUUID()}.json`]) {
      writeFileSync(join(folder, name), '')
      if (name !== unfinished) utimesSync(join(folder, name), yesterday, yesterday)
    }
    writePrivate(join(folder, 'x.json'), 'new')
    const names = readdirSync(folder)
    expect(names).toHaveLength(4)
    expect(names).toEqual(expect.arrayContaining(['mine.tmp', unfinished, 'x.json']))
  })

  test('is created by exactly one of several', () => {
    const path = join(folder, 'x')
    expect([createPrivate(path, 'a'), createPrivate(path, 'b')]).toEqual([true, false])
    expect(readFileSync(path, 'utf8')).toBe('a')
    expect([mode(path), ...readdirSync(folder)]).toEqual(['600', 'x'])
  })

  test('reads as undefined if missing, and throws if unreadable', () => {
    expect(readIfPresent(join(folder, 'none', 'x'))).toBeUndefined()
    expect(namesIn(join(folder, 'none'))).toEqual([])
    expect(() => readIfPresent(folder)).toThrow('EISDIR')
  })
})
