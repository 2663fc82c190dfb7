import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  canUsePrivateFolder,
  ensurePrivateFolder,
  isPrivateFolder,
} from '../../../src/system/files/private-folder.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('a private folder', () => {
  test('is made with its parents, for the owner only', () => {
    const path = join(folder, 'a', 'b')
    ensurePrivateFolder(path)
    expect([mode(join(folder, 'a')), mode(path)]).toEqual(['700', '700'])
  })

  test('that others may read is closed to them', () => {
    const path = join(folder, 'open')
    mkdirSync(path)
    chmodSync(path, 0o755)
    ensurePrivateFolder(path)
    expect(mode(path)).toBe('700')
  })

  test.each([0o770, 0o707, 0o777])('that others may write (%o) is refused', (bits) => {
    const path = join(folder, 'open')
    mkdirSync(path)
    chmodSync(path, bits)
    expect(() => ensurePrivateFolder(path)).toThrow('other users can write to')
  })

  test.runIf(process.getuid?.() === 0)('of another user is refused', () => {
    const path = join(folder, 'theirs')
    mkdirSync(path)
    chownSync(path, 65534, 65534)
    expect(() => ensurePrivateFolder(path)).toThrow('belongs to another user')
  })
})

describe('the check of a folder', () => {
  test('changes nothing, and accepts only an existing private folder', () => {
    const path = join(folder, 'a')
    expect(isPrivateFolder(path)).toBe(false)
    mkdirSync(path)
    for (const [bits, isAccepted] of [
      [0o700, true],
      [0o755, true],
      [0o770, false],
      [0o707, false],
    ] as const) {
      chmodSync(path, bits)
      expect(isPrivateFolder(path)).toBe(isAccepted)
      expect(mode(path)).toBe(bits.toString(8))
    }
    writeFileSync(join(folder, 'file'), '')
    expect(isPrivateFolder(join(folder, 'file'))).toBe(false)
    symlinkSync('a', join(folder, 'link'))
    chmodSync(path, 0o700)
    expect(isPrivateFolder(join(folder, 'link'))).toBe(true)
  })

  test('of a usable one creates it', () => {
    expect(canUsePrivateFolder(join(folder, 'a', 'b'))).toBe(true)
    expect(mode(join(folder, 'a', 'b'))).toBe('700')
    expect(canUsePrivateFolder('/dev/null/a')).toBe(false)
  })
})
