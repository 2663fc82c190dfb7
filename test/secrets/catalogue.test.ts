import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OidcSource } from '../../src/core/source/sign-ins.js'
import { SECRET_KIND_NAMES, SECRET_KINDS, type SecretKind } from '../../src/secrets/kinds.js'
import type { SsoMetadata } from '../../src/secrets/metadata.js'
import { saveKey } from '../../src/secrets/keys.js'
import { saveRotation } from '../../src/secrets/rotations.js'
import { saveSeed } from '../../src/secrets/seeds.js'
import { moveSecrets, storedSecrets } from '../../src/secrets/move.js'
import { listIndexEntries, writeIndexEntry } from '../../src/secrets/secret-index.js'
import {
  readClientSecret,
  saveClientSecret,
  saveRefreshToken,
  signInKey,
} from '../../src/secrets/sign-ins.js'
import { saveSsoSignIn } from '../../src/secrets/sso-sign-ins.js'
import { writeSecret } from '../../src/secrets/write-secret.js'
import { openStore, type OpenOptions } from '../../src/store/open.js'
import {
  outlivesRestart,
  type ItemOptions,
  type SecretStore,
  type StoreName,
} from '../../src/store/store.js'
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

const SSO_SIGN_IN: SsoMetadata = {
  ...{ id: 'corp', startUrl: 'https://x/start', region: 'eu-west-1' },
  ...{ expiresAt: '2026-11-27T10:00:00Z', renewableUntil: '2027-01-27T10:00:00Z' },
  ...{ identity: 'abc', tokens: ['abc'], replaced: [] },
}

/** One secret of each kind in the store. */
async function storeAll(store: SecretStore): Promise<void> {
  const { expiration, issued } = someSession()
  const session = { profile: 'dev', operation: 'AssumeRole', expiration, issued }
  await writeSecret('session', { ...session, key: KEY, store: store.name }, 'text', store, host)
  await saveRefreshToken(SIGN_IN, 'token', store, host)
  await saveClientSecret(CLIENT, 'secret', store, host)
  await saveSsoSignIn(SSO_SIGN_IN, 'sso token', store, host)
  const passphrase = { path: '/h/key.pem', key: 'c'.repeat(64), store: store.name }
  await writeSecret('passphrase', passphrase, 'of the key', store, host)
  const about = { profile: 'base', added: '2026-11-27T10:00:00Z' }
  const key = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'of the key' }
  const device = { serial: 'arn:aws:iam::111111111111:mfa/alice', added: about.added }
  if (!outlivesRestart(store.name)) return
  await saveKey(key, about, store, host)
  await saveSeed('JBSWY3DPEHPK3PXP', device, store, host)
  const rotation = { profile: 'base', replaces: 'AKIAEXAMPLE', began: '2026-11-27T10:00:00Z' }
  await saveRotation({ ...rotation, known: ['AKIAEXAMPLE'], key }, store, host)
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
    { value: 'sso token', label: 'rolecall: IAM Identity Center sign-in corp', evictable: false },
    { value: 'of the key', label: 'rolecall: passphrase of /h/key.pem', evictable: false },
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
  const stores = { host, inUse: real, storeNamed: () => Promise.resolve(to) }
  expect(await readClientSecret(CLIENT, 'rolecall login dev', stores)).toBe('secret')
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
      expect(notMoved.map(({ secret }) => secret.kind)).toEqual([
        'sign-in',
        'key',
        'rotation',
        'seed',
      ])
      expect(await from.read(signInKey(SIGN_IN))).toBe('token')
      expect(listIndexEntries('sign-in', host.paths.state)).toMatchObject([{ store: 'file' }])
    },
  )
})

describe('a long-term key', () => {
  const about = { profile: 'base', added: '2026-11-27T10:00:00Z' }
  const key = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'of the key' }

  test('is in the store before it is in the index', async () => {
    const store = memoryStore('file')
    const checking: SecretStore = {
      ...store,
      async write(...item) {
        expect(listIndexEntries('key', host.paths.state)).toEqual([])
        await store.write(...item)
      },
    }
    await saveKey(key, about, checking, host)
    expect(listIndexEntries('key', host.paths.state)).toMatchObject([
      { profile: 'base', accessKeyId: 'AKIAEXAMPLE', store: 'file' },
    ])
  })

  test('is not in the index if the store does not return it', async () => {
    const forgetful: SecretStore = { ...memoryStore('file'), read: async () => undefined }
    await expect(saveKey(key, about, forgetful, host)).rejects.toMatchObject({
      code: 'keychain',
      message: 'encrypted files did not return what was written',
    })
    expect(listIndexEntries('key', host.paths.state)).toEqual([])
  })

  test('stays if the store that it moves to does not return it', async () => {
    const from = await openStore('file', host, options)
    await saveKey(key, about, from, host)
    const forgetful: SecretStore = { ...memoryStore('pass'), read: async () => undefined }
    const { notMoved } = await moveSecrets(storedSecrets(host), forgetful, host, options)
    expect(notMoved).toMatchObject([{ reason: 'pass did not return what was written' }])
    expect(listIndexEntries('key', host.paths.state)).toMatchObject([{ store: 'file' }])
    expect(await from.read(storedSecrets(host)[0]?.key ?? '')).toContain('of the key')
  })
})
