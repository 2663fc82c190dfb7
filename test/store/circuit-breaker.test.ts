import { expect, test } from 'vitest'
import {
  newStoreHealth,
  RETRY_AFTER_MS,
  withCircuitBreaker,
} from '../../src/store/circuit-breaker.js'
import { StoreError, type SecretStore, type StoreFault } from '../../src/store/store.js'

/** A store that always fails, and counts its calls. */
function failing(fault: StoreFault): SecretStore & { calls: number } {
  return {
    calls: 0,
    name: 'keychain',
    probe: async () => undefined,
    async read() {
      this.calls++
      throw new StoreError(fault, 'it failed')
    },
    write: async () => undefined,
    remove: async () => undefined,
    close: () => undefined,
  }
}

const timeout = { fault: 'timeout', message: 'it failed' }

test('a timeout opens the breaker for every store of that name, for some time', async () => {
  const health = newStoreHealth()
  let nowMs = 5000
  const clock = (): number => nowMs
  const first = failing('timeout')
  await expect(withCircuitBreaker(first, health, clock).read('k')).rejects.toMatchObject(timeout)

  const second = failing('timeout')
  const guarded = withCircuitBreaker(second, health, clock)
  nowMs += RETRY_AFTER_MS - 1
  for (const use of [() => guarded.read('k'), () => guarded.probe()]) {
    await expect(use()).rejects.toMatchObject(timeout)
  }
  expect(second.calls).toBe(0)

  nowMs += 1
  await expect(guarded.probe()).resolves.toBeUndefined()
  await expect(guarded.read('k')).rejects.toMatchObject(timeout)
  await expect(guarded.read('k')).rejects.toMatchObject(timeout)
  expect(second.calls).toBe(1)
})

test('neither another fault nor another process opens the breaker', async () => {
  const store = failing('locked')
  const health = newStoreHealth()
  for (let n = 0; n < 2; n++) {
    await expect(withCircuitBreaker(store, health).read('k')).rejects.toMatchObject({
      fault: 'locked',
    })
  }
  expect(store.calls).toBe(2)
  const hanging = failing('timeout')
  for (let n = 0; n < 2; n++) {
    const guarded = withCircuitBreaker(hanging, newStoreHealth())
    await expect(guarded.read('k')).rejects.toMatchObject(timeout)
  }
  expect(hanging.calls).toBe(2)
})
