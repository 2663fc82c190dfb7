import { expect, test } from 'vitest'
import { keptKey } from '../../../src/store/sealed/key-agent.js'
import type { KeyProvider, Passphrase } from '../../../src/store/sealed/key.js'
import { StoreError, type SecretStore } from '../../../src/store/store.js'

const SALT = Buffer.alloc(16, 7)
const keyOf = (passphrase: string): Buffer => Buffer.from(passphrase.padEnd(32))
const isRight = (key: Buffer): boolean => key.equals(keyOf('right'))

/** Counts how often the slow way is gone. */
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

function memory(): SecretStore & { items: Map<string, string>; lifetimes: unknown[] } {
  const items = new Map<string, string>()
  const lifetimes: unknown[] = []
  return {
    name: 'kernel',
    items,
    lifetimes,
    probe: async () => undefined,
    read: async (key) => items.get(key),
    write: async (key, value, _label, lifetime) => {
      lifetimes.push(lifetime)
      items.set(key, value)
    },
    remove: async (key) => void items.delete(key),
    close: () => undefined,
  }
}

const known = (text: string): Passphrase => ({ text: () => text, typed: false })
const typed = (text: string): Passphrase => ({ text: () => text, typed: true })

test('a key is made once and lasts a working day', async () => {
  const keep = memory()
  const provider = slow(known('right'))
  for (let n = 0; n < 3; n++) {
    expect(await keptKey(provider, known('right'), keep).derive(SALT, isRight)).toEqual(
      keyOf('right'),
    )
  }
  expect(provider.times).toBe(1)
  expect(keep.lifetimes).toEqual([8 * 3600])
})

test('a wrong passphrase neither finds the kept key nor is kept', async () => {
  const keep = memory()
  await keptKey(slow(known('right')), known('right'), keep).derive(SALT, isRight)
  const wrong = keptKey(slow(known('wrong')), known('wrong'), keep)
  expect(await wrong.derive(SALT, isRight)).toEqual(keyOf('wrong'))
  expect(keep.items.size).toBe(1)
})

test('a typed passphrase is not asked for again; one that was mistyped is', async () => {
  const keep = memory()
  const [bad, good, none] = [slow(typed('wrong')), slow(typed('right')), slow(typed('nobody'))]
  await keptKey(bad, typed('wrong'), keep).derive(SALT, isRight)
  await keptKey(good, typed('right'), keep).derive(SALT, isRight)
  await keptKey(none, typed('nobody'), keep).derive(SALT, isRight)
  expect([bad.times, good.times, none.times]).toEqual([1, 1, 0])
})

test('neither the passphrase nor the key shows in a name', async () => {
  const keep = memory()
  await keptKey(slow(known('right')), known('right'), keep).derive(SALT)
  expect([...keep.items.keys()].join()).toMatch(/^sealing-key-[0-9a-f]{64}$/)
})

test('without a place to keep it the key is made each time', async () => {
  const fails = async (): Promise<never> => {
    throw new StoreError('absent', 'no kernel keyring')
  }
  const keep: SecretStore = { ...memory(), read: fails, write: fails }
  const provider = slow(known('right'))
  for (let n = 0; n < 2; n++) {
    await keptKey(provider, known('right'), keep).derive(SALT, isRight)
  }
  expect(provider.times).toBe(2)
})
