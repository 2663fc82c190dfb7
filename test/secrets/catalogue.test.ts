import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OidcSource } from '../../src/core/source.js'
import { SECRET_KIND_NAMES, SECRET_KINDS, type SecretKind } from '../../src/secrets/kinds.js'
import { moveSecrets, storedSecrets } from '../../src/secrets/move.js'
import { listIndexEntries, writeIndexEntry } from '../../src/secrets/secret-index.js'
import {
  readClientSecret,
  saveClientSecret,
  saveRefreshToken,
  signInKey,
} from '../../src/secrets/sign-ins.js'
import { writeSecret } from '../../src/secrets/write-secret.js'
import { openStore, type OpenOptions } from '../../src/store/open.js'
import type { ItemOptions, SecretStore, StoreName } from '../../src/store/store.js'
import { someSession, testHost, type StoreTestHost } from '../store/test-host.js'
import { SIGN_IN } from '../support/oidc-source.js'

const CLIENT: OidcSource = { ...SIGN_IN, hasSecret: true }
const KEY = 'a'.repeat(64)

let host: StoreTestHost
let options: OpenOptions
beforeEach(() => {
  host = testHost({ ROLECALL_PASSPHRASE: 'one' })
  options = { mayPrompt: false, health: host.health }
})
afterEach(() => host[Symbol.dispose]())

interface MemoryStore extends SecretStore {
  items: Map<string, { value: string; options: ItemOptions }>
}

function memoryStore(name: StoreName): MemoryStore {
  const items: MemoryStore['items'] = new Map()
  return {
    name,
    items,
    probe: async () => undefined,
    read: async (key) => items.get(key)?.value,
    write: async (key, value, options) => void items.set(key, { value, options }),
    remove: async (key) => void items.delete(key),
    close: () => undefined,
  }
}

/** One secret of each kind in the store. */
async function storeAll(store: SecretStore): Promise<void> {
  const { expiration, issued } = someSession()
  const session = { profile: 'dev', operation: 'AssumeRole', expiration, issued }
  await writeSecret('session', { ...session, key: KEY, store: store.name }, 'text', store, host)
  await saveRefreshToken(SIGN_IN, 'token', store, host)
  await saveClientSecret(CLIENT, 'secret', store, host)
}

const indexFiles = (folder: string): string[] => readdirSync(join(host.paths.state, folder))
const indexFile = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(host.paths.state, ...path), 'utf8'))

describe('the index', () => {
  test('is where earlier versions look for it, in their format', async () => {
    await storeAll(memoryStore('file'))
    expect(indexFiles('sessions')).toEqual([`${KEY}.json`])
    expect(indexFile('sessions', `${KEY}.json`)).toMatchObject({
      profile: 'dev',
      operation: 'AssumeRole',
      key: KEY,
      store: 'file',
    })
    expect(indexFiles('sign-ins')).toEqual([signInKey(SIGN_IN)])
    expect(indexFile('sign-ins', signInKey(SIGN_IN))).toEqual({
      store: 'file',
      issuer: SIGN_IN.issuer,
    })
  })

  test('gives back what was written to it, for every kind', async () => {
    await storeAll(memoryStore('file'))
    for (const kind of SECRET_KIND_NAMES) {
      const [entry] = listIndexEntries(kind, host.paths.state)
      expect(entry, kind).toMatchObject({ store: 'file' })
      if (entry) writeIndexEntry(kind, host.paths.state, { ...entry, store: 'pass' })
      expect(listIndexEntries(kind, host.paths.state)).toEqual([{ ...entry, store: 'pass' }])
    }
  })

  test('is as before if the store refuses a secret, whatever its kind', async () => {
    const refusing: SecretStore = {
      ...memoryStore('file'),
      write: () => Promise.reject(new Error('no')),
    }
    await expect(saveRefreshToken(SIGN_IN, 'token', refusing, host)).rejects.toThrow('no')
    expect(listIndexEntries('sign-in', host.paths.state)).toEqual([])
  })
})

test('only sessions may be evicted, and only they have a time limit', async () => {
  const store = memoryStore('kernel')
  await storeAll(store)
  const written = [...store.items.values()].map(({ value, options }) => ({ value, ...options }))
  expect(written).toMatchObject([
    { value: 'text', label: 'rolecall: dev (AssumeRole)', evictable: true },
    { value: 'token', lifetime: undefined, evictable: false },
    { value: 'secret', lifetime: undefined, evictable: false },
  ])
  expect(written[0]?.lifetime).toBeCloseTo(3600, -1)
})

test('every kind moves to another store, client secrets included', async () => {
  const file = memoryStore('file')
  await storeAll(file)
  expect(await moveSecrets(storedSecrets(host), file, host, options)).toEqual({
    moved: [],
    notMoved: [],
  })

  const real = await openStore('file', host, options)
  await storeAll(real)
  const to = memoryStore('pass')
  const result = await moveSecrets(storedSecrets(host), to, host, options)
  expect(result.notMoved).toEqual([])
  expect(result.moved.map(({ kind }) => kind)).toEqual(SECRET_KIND_NAMES)
  expect(await readClientSecret(CLIENT, 'rolecall login dev', to)).toBe('secret')
  for (const { key, store } of storedSecrets(host)) {
    expect(store).toBe('pass')
    expect(await real.read(key)).toBeUndefined()
  }
})

describe('a kind that must survive a restart', () => {
  const kind = SECRET_KINDS['sign-in'] as { -readonly [K in keyof SecretKind<never>]: unknown }
  beforeEach(() => void (kind.needsPersistentStore = true))
  afterEach(() => void (kind.needsPersistentStore = false))

  test('is not stored in the kernel keyring', async () => {
    const kernel = memoryStore('kernel')
    await expect(saveRefreshToken(SIGN_IN, 'token', kernel, host)).rejects.toMatchObject({
      code: 'keychain',
      message: 'a sign-in cannot be stored in the Linux kernel keyring: it must survive a restart',
    })
    expect(kernel.items.size).toBe(0)
    expect(listIndexEntries('sign-in', host.paths.state)).toEqual([])
  })

  test.each(['kernel', 'none'] as const)(
    'stays where it is instead of moving to %s',
    async (name) => {
      const { openStore } = await import('../../src/store/open.js')
      const options = { mayPrompt: false, health: host.health }
      const from = await openStore('file', host, options)
      await storeAll(from)
      const { notMoved } = await moveSecrets(storedSecrets(host), memoryStore(name), host, options)
      expect(notMoved.map(({ secret }) => secret.kind)).toEqual(['sign-in'])
      expect(await from.read(signInKey(SIGN_IN))).toBe('token')
      expect(listIndexEntries('sign-in', host.paths.state)).toMatchObject([{ store: 'file' }])
    },
  )
})
