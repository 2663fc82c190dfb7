import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withOverflow } from '../../../src/store/native/windows-overflow.js'
import { sealedFiles } from '../../../src/store/sealed/files.js'
import { fileKey } from '../../../src/store/sealed/key.js'

const [KEY, LIMIT] = ['a'.repeat(64), 100]
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-overflow-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function stores() {
  const inner = sealedFiles(
    join(folder, 'inner'),
    fileKey(() => Buffer.alloc(32, 1)),
  )
  const files = join(folder, 'files')
  return { inner, files, store: withOverflow(inner, files, LIMIT) }
}

test('a value that fits is an item; a larger one is a file whose key is the item', async () => {
  const { inner, files, store } = stores()
  await store.write(KEY, 'ü'.repeat(LIMIT / 2), { label: 'a label' })
  expect(await inner.read(KEY)).toBe('ü'.repeat(LIMIT / 2))
  const tooLong = `canary ${'ü'.repeat(LIMIT / 2)}`
  await store.write(KEY, tooLong, { label: 'a label' })
  expect(Buffer.byteLength((await inner.read(KEY)) ?? '')).toBeLessThanOrEqual(LIMIT)
  expect(readFileSync(join(files, KEY)).includes('canary')).toBe(false)
  expect(await store.read(KEY)).toBe(tooLong)
})

test('a shorter value and a removal delete the file', async () => {
  const { files, store } = stores()
  await store.write(KEY, 'x'.repeat(LIMIT + 1), { label: 'a label' })
  await store.write(KEY, 'short', { label: 'a label' })
  expect(readdirSync(files)).toEqual([])
  await store.write(KEY, 'x'.repeat(LIMIT + 1), { label: 'a label' })
  await store.remove(KEY)
  expect(readdirSync(files)).toEqual([])
})

test('a truncated item is damaged', async () => {
  const { inner, store } = stores()
  await store.write(KEY, 'x'.repeat(LIMIT + 1), { label: 'a label' })
  await inner.write(KEY, ((await inner.read(KEY)) ?? '').slice(0, 30), { label: 'a label' })
  await expect(store.read(KEY)).rejects.toMatchObject({ name: 'StoreError', fault: 'damaged' })
})

test('an item without its file is a miss', async () => {
  const { files, store } = stores()
  await store.write(KEY, 'x'.repeat(LIMIT + 1), { label: 'a label' })
  unlinkSync(join(files, KEY))
  expect(await store.read(KEY)).toBeUndefined()
})
