import { expect, test } from 'vitest'
import {
  newStoreHealth,
  RETRY_AFTER_MS,
  withCircuitBreaker,
  type BreakerOptions,
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
  let nowMs = 5000
  const options = { health: newStoreHealth(), mayPrompt: false, nowMs: () => nowMs }
  const first = failing('timeout')
  await expect(withCircuitBreaker(first, options).read('k')).rejects.toMatchObject(timeout)

  const second = failing('timeout')
  const guarded = withCircuitBreaker(second, options)
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

const quiet = (): BreakerOptions => ({ health: newStoreHealth(), mayPrompt: false })

test.each(['absent', 'unreachable', 'untrusted', 'locked', 'damaged', 'full'] as const)(
  'a store that is %s is tried again, because that costs nothing',
  async (fault) => {
    const store = failing(fault)
    const options = quiet()
    for (let n = 0; n < 2; n++) {
      await expect(withCircuitBreaker(store, options).read('k')).rejects.toMatchObject({
        fault,
        store: 'keychain',
      })
    }
    expect(store.calls).toBe(2)
  },
)

test('a dialog without success is not shown again', async () => {
  const store = failing('locked')
  const options = { ...quiet(), mayPrompt: true }
  for (let n = 0; n < 2; n++) {
    await expect(withCircuitBreaker(store, options).read('k')).rejects.toMatchObject({
      fault: 'locked',
    })
  }
  expect(store.calls).toBe(1)
})

test('another process tries again', async () => {
  const hanging = failing('timeout')
  for (let n = 0; n < 2; n++) {
    await expect(withCircuitBreaker(hanging, quiet()).read('k')).rejects.toMatchObject(timeout)
  }
  expect(hanging.calls).toBe(2)
})
