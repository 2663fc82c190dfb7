import { afterEach, beforeEach, expect, test } from 'vitest'
import { realHost, type Host } from '../../src/system/host.js'
import { pathsFor } from '../../src/system/paths.js'
import { forgetSignIns, isSignedIn, saveRefreshToken } from '../../src/secrets/sign-ins.js'
import { newStoreHealth } from '../../src/store/circuit-breaker.js'
import type { SecretStore } from '../../src/store/store.js'
import { tempHome, type TempHome } from '../support/home.js'
import { SIGN_IN } from '../support/oidc-source.js'

const options = { mayPrompt: false, health: newStoreHealth() }

let home: TempHome
let host: Host
let items: Map<string, string>
let store: SecretStore
beforeEach(async () => {
  home = await tempHome()
  host = { ...realHost(), env: home.env, paths: pathsFor(home.env, 'linux', () => home.path) }
  items = new Map()
  store = {
    name: 'file',
    probe: () => Promise.resolve(),
    read: (key) => Promise.resolve(items.get(key)),
    write: (key, value) => Promise.resolve(void items.set(key, value)),
    remove: (key) => Promise.resolve(void items.delete(key)),
    close: () => undefined,
  }
})
afterEach(() => home.remove())

test('a refresh token is stored, known without the store, and removed', async () => {
  expect(isSignedIn(SIGN_IN, host)).toBe(false)
  await saveRefreshToken(SIGN_IN, 'canary', store, host)
  expect(isSignedIn(SIGN_IN, host)).toBe(true)
  expect([...items.values()]).toEqual(['canary'])
  expect(await home.searchFor(['canary'])).toEqual([])
  expect(await forgetSignIns({ host, options, inUse: store })).toBe(1)
  expect(items.size).toBe(0)
  expect(isSignedIn(SIGN_IN, host)).toBe(false)
})

test('a token is not stored without an index entry', async () => {
  await home.write('.local/state/rolecall/sign-ins', 'no folder')
  await expect(saveRefreshToken(SIGN_IN, 'canary', store, host)).rejects.toThrow()
  expect(items.size).toBe(0)
})

test('sign-ins are not reported as forgotten while their store cannot be opened', async () => {
  await saveRefreshToken(SIGN_IN, 'canary', store, host)
  await expect(forgetSignIns({ host, options, inUse: undefined })).rejects.toMatchObject({
    code: 'keychain',
  })
  expect(isSignedIn(SIGN_IN, host)).toBe(true)
  expect(await forgetSignIns({ host, options, inUse: store })).toBe(1)
  expect(await forgetSignIns({ host, options, inUse: undefined })).toBe(0)
})
