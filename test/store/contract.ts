import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SecretStore } from '../../src/store/store.js'

export interface Opened {
  /** Another view of the same store, as another process has it. */
  open(): SecretStore
  stop(): Promise<void>
}

const anyKey = (): string => randomBytes(32).toString('hex')

/**
 * What the rest of the program relies on in a store; run on every backend.
 * @param reason why the store does not exist here, '' if it does
 */
export function contract(title: string, setUp: () => Promise<Opened>, reason = ''): void {
  describe.skipIf(reason)(`${title} is a store ${reason}`, () => {
    let opened: Opened
    let store: SecretStore
    beforeAll(async () => {
      opened = await setUp()
      store = opened.open()
    })
    afterAll(async () => {
      store.close()
      await opened.stop()
    })

    test('that can be written to', async () => {
      await expect(store.probe()).resolves.toBeUndefined()
    })

    test('that has no item before one is written', async () => {
      expect(await store.read(anyKey())).toBeUndefined()
    })

    test.each([
      ['a session', JSON.stringify({ secretAccessKey: 'wJalr/+=', sessionToken: 'F'.repeat(900) })],
      [
        'every printable character',
        Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join(''),
      ],
      ['other scripts, lines and a NUL', 'grüße 世界 🔑\n\r\n\t\0 end\n'],
      ['a large session', JSON.stringify('x'.repeat(8000))],
    ])('that gives back %s', async (_what, value) => {
      const key = anyKey()
      await store.write(key, value, { label: 'a label' })
      expect(await store.read(key)).toBe(value)
    })

    test('that replaces large by small and small by large', async () => {
      const key = anyKey()
      for (const value of ['one', 'x'.repeat(5000), 'three']) {
        await store.write(key, value, { label: 'a label' })
        expect(await store.read(key)).toBe(value)
      }
      await store.remove(key)
      expect(await store.read(key)).toBeUndefined()
    })

    test('that separates keys', async () => {
      const keys = [anyKey(), anyKey(), anyKey()]
      await Promise.all(
        keys.map((key) => store.write(key, `value of ${key}`, { label: 'a label' })),
      )
      await store.remove(keys[1] ?? '')
      const values = await Promise.all(keys.map((key) => store.read(key)))
      expect(values).toEqual([`value of ${keys[0]}`, undefined, `value of ${keys[2]}`])
    })

    test('that is shared with others', async () => {
      const key = anyKey()
      const other = opened.open()
      await store.write(key, 'for all', { label: 'a label' })
      expect(await other.read(key)).toBe('for all')
      await other.remove(key)
      expect(await store.read(key)).toBeUndefined()
      other.close()
    })

    test('from which an item can be removed twice without an error', async () => {
      const key = anyKey()
      await store.remove(key)
      await store.write(key, 'x', { label: 'a label' })
      await store.remove(key)
      await store.remove(key)
      expect(await store.read(key)).toBeUndefined()
    })
  })
}
