import { expect, test } from 'vitest'
import { withCachedKey } from '../../../src/store/sealed/cached-key.js'
import type { KeyProvider, Passphrase } from '../../../src/store/sealed/key.js'
import { StoreError, type ItemOptions, type SecretStore } from '../../../src/store/store.js'

const SALT = Buffer.alloc(16, 7)
const keyOf = (passphrase: string): Buffer => Buffer.from(passphrase.padEnd(32))
const isRight = (key: Uint8Array): boolean => keyOf('right').equals(key)

/** Counts the slow derivations. */
function slow(passphrase: Passphrase): KeyProvider & { times: number } {
  return {
    kind: 'scrypt',
    times: 0,
    async derive(_salt, isRight) {
      this.times++
      return keyOf(await passphrase.text(isRight === undefined))
    },
  }
}

function memory(): SecretStore & { items: Map<string, string>; options: ItemOptions[] } {
  const items = new Map<string, string>()
  const written: ItemOptions[] = []
  return {
    name: 'kernel',
    items,
    options: written,
    probe: async () => undefined,
    read: async (key) => items.get(key),
    write: async (key, value, options) => {
      written.push(options)
      items.set(key, value)
    },
    remove: async (key) => void items.delete(key),
    close: () => undefined,
  }
}

const known = (text: string): Passphrase => ({ text: () => text, typed: false })
const typed = (text: string): Passphrase => ({ text: () => text, typed: true })

test('a key is derived once and cached for a working day', async () => {
  const agent = memory()
  const provider = slow(known('right'))
  for (let n = 0; n < 3; n++) {
    expect(await withCachedKey(provider, known('right'), agent).derive(SALT, isRight)).toEqual(
      keyOf('right'),
    )
  }
  expect(provider.times).toBe(1)
  expect(agent.options.map(({ lifetime }) => lifetime)).toEqual([8 * 3600])
  expect(agent.options.some(({ evictable }) => evictable)).toBe(false)
})

test('a wrong passphrase neither finds the cached key nor is cached', async () => {
  const agent = memory()
  await withCachedKey(slow(known('right')), known('right'), agent).derive(SALT, isRight)
  const wrong = withCachedKey(slow(known('wrong')), known('wrong'), agent)
  expect(await wrong.derive(SALT, isRight)).toEqual(keyOf('wrong'))
  expect(agent.items.size).toBe(1)
})

test('a typed passphrase is not requested again; one that was mistyped is', async () => {
  const agent = memory()
  const [bad, good, none] = [slow(typed('wrong')), slow(typed('right')), slow(typed('unused'))]
  await withCachedKey(bad, typed('wrong'), agent).derive(SALT, isRight)
  await withCachedKey(good, typed('right'), agent).derive(SALT, isRight)
  await withCachedKey(none, typed('unused'), agent).derive(SALT, isRight)
  expect([bad.times, good.times, none.times]).toEqual([1, 1, 0])
})

test('a name contains neither the passphrase nor the key', async () => {
  const agent = memory()
  await withCachedKey(slow(known('right')), known('right'), agent).derive(SALT)
  expect([...agent.items.keys()].join()).toMatch(/^sealing-key-[0-9a-f]{64}$/)
})

test('without a working agent the key is derived each time', async () => {
  const fails = async (): Promise<never> => {
    throw new StoreError('absent', 'no kernel keyring')
  }
  const agent: SecretStore = { ...memory(), read: fails, write: fails }
  const provider = slow(known('right'))
  for (let n = 0; n < 2; n++) {
    await withCachedKey(provider, known('right'), agent).derive(SALT, isRight)
  }
  expect(provider.times).toBe(2)
})
