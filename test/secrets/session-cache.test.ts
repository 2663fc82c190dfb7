import { createHash, randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Env } from '../../src/core/env.js'
import { openSessionCache, type SessionCache } from '../../src/secrets/session-cache.js'
import { RETRY_AFTER_MS } from '../../src/store/circuit-breaker.js'
import { openStore } from '../../src/store/open.js'
import { rememberStore } from '../../src/store/select.js'
import { startHangingBus } from '../support/hanging-bus.js'
import { startKeychain } from '../support/keychain.js'
import { CANARY, someSession, testHost, type StoreTestHost } from '../store/test-host.js'

const keychain = await startKeychain()
afterAll(() => keychain[Symbol.asyncDispose]())

const ABOUT = { profile: 'dev', operation: 'AssumeRole', account: '210987654321' }
const anyKey = (): string => createHash('sha256').update(randomBytes(8)).digest('hex')

interface Opened {
  cache: SessionCache
  warnings: string[]
}

function open(host: StoreTestHost, store?: string): Opened {
  const warnings: string[] = []
  const warn = (message: string): void => void warnings.push(message)
  return {
    cache: openSessionCache(host, { health: host.health, store, mayPrompt: false, warn }),
    warnings,
  }
}

/** A home without keychain whose encrypted files have a key. */
function sealedHost(now?: () => number): StoreTestHost {
  const host = testHost({ ROLECALL_PASSPHRASE: '' }, now)
  const keyFile = join(host.paths.home, 'key')
  writeFileSync(keyFile, randomBytes(32))
  return Object.assign(host, { env: { ...host.env, ROLECALL_KEY_FILE: keyFile } satisfies Env })
}

const allFiles = (host: StoreTestHost): string[] =>
  readdirSync(host.paths.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe('the session cache in the keychain', () => {
  test('returns what was written, to another process as well, without a secret in a file', async () => {
    using host = testHost(keychain.env)
    const [key, session] = [anyKey(), someSession()]
    const { cache, warnings } = open(host)
    expect(await cache.read(key)).toBeUndefined()
    await cache.write(key, session, ABOUT)
    cache.close()
    const later = open(host)
    expect(await later.cache.read(key)).toEqual(session)
    expect(await later.cache.storeName()).toBe('keychain')
    later.cache.close()
    expect([...warnings, ...later.warnings]).toEqual([])
    const files = allFiles(host)
    // The index entry, the store in use, and when the session expires.
    expect(files).toHaveLength(3)
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toContain(CANARY)
  })

  test('can be found with the system’s own keychain program', async () => {
    using host = testHost(keychain.env)
    const key = anyKey()
    const { cache } = open(host)
    await cache.write(key, someSession(), ABOUT)
    cache.close()
    const words = ['search', 'application', 'rolecall', 'key', key]
    const found = execFileSync('secret-tool', words, {
      env: { ...process.env, ...keychain.env },
      encoding: 'utf8',
      stdio: 'pipe',
    })
    expect(found).toContain('label = rolecall: dev (AssumeRole in 210987654321)')
    expect(found).toContain(CANARY)
  })

  test('is found after a change of the settings, and then without a search', async () => {
    using host = testHost(keychain.env)
    const [key, session] = [anyKey(), someSession()]
    const { cache } = open(host)
    await cache.write(key, session, ABOUT)
    cache.close()
    const { settings, state } = host.paths
    mkdirSync(dirname(settings), { recursive: true })
    writeFileSync(settings, '')
    utimesSync(join(state, 'store.json'), 1, 1)
    const hit = async (knownOnly: boolean): Promise<unknown> => {
      const options = { health: host.health, mayPrompt: false, knownOnly, warn: () => undefined }
      const cache = openSessionCache(host, options)
      return cache.read(key).finally(() => cache.close())
    }
    expect(await hit(true)).toBeUndefined()
    expect(await hit(false)).toEqual(session)
    expect(await hit(true)).toEqual(session)
  })

  test.each([
    ['nothing', ''],
    ['half an object', '{'],
    ['null', 'null'],
    ['an array', '[]'],
    ['an object of others', '{"accessKeyId":"A"}'],
    ['a foreign time', JSON.stringify({ ...someSession(), expiration: 'soon' })],
    ['half a moment', JSON.stringify({ ...someSession(), issued: { at: 1 } })],
    ['a number for a token', JSON.stringify({ ...someSession(), sessionToken: 5 })],
    ['an object for an ARN', JSON.stringify({ ...someSession(), arn: {} })],
    ['a session cut short', JSON.stringify(someSession()).slice(0, -1)],
  ])('takes an item of %s for a miss', async (_what, item) => {
    using host = testHost(keychain.env)
    const key = anyKey()
    const store = await openStore('keychain', host, { health: host.health, mayPrompt: false })
    await store.write(key, item, { label: 'a label' })
    store.close()
    const { cache, warnings } = open(host)
    expect(await cache.read(key)).toBeUndefined()
    cache.close()
    expect(warnings).toEqual([])
  })
})

describe('a stored session', () => {
  test('is listed without opening a store; unreadable entries are skipped', async () => {
    using host = sealedHost()
    const [key, session] = [anyKey(), someSession()]
    const { cache } = open(host)
    await cache.write(key, session, { ...ABOUT, role: 'arn:aws:iam::210987654321:role/admin' })
    const folder = join(host.paths.state, 'sessions')
    writeFileSync(join(folder, `${anyKey()}.json`), '{"profile":')
    writeFileSync(join(folder, 'notes.txt'), 'x')
    using blind = testHost()
    const { expiration, issued } = session
    const entry = {
      ...ABOUT,
      role: 'arn:aws:iam::210987654321:role/admin',
      key,
      expiration,
      issued,
    }
    const listed = open({ ...blind, paths: host.paths } as StoreTestHost).cache.list()
    expect(listed).toEqual([{ ...entry, store: 'file' }])
  })

  test('is private', async () => {
    using host = sealedHost()
    await open(host).cache.write(anyKey(), someSession(), ABOUT)
    for (const file of allFiles(host).filter((name) => name.startsWith(host.paths.state))) {
      expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600])
    }
  })

  test('is removed after its expiry when another session is written', async () => {
    let ahead = 0
    using host = sealedHost(() => Date.now() + ahead)
    const [short, long, next] = [anyKey(), anyKey(), anyKey()]
    const { cache } = open(host)
    await cache.write(short, someSession(900), ABOUT)
    await cache.write(long, someSession(7200), ABOUT)
    ahead = 1000 * 1000
    await cache.write(next, someSession(7200), ABOUT)
    expect(cache.list().map(({ key }) => key)).toEqual([long, next].sort())
    expect(await cache.read(short)).toBeUndefined()
    expect(await cache.read(long)).toBeDefined()
  })

  test('is removed from another store as well, unless that is away', async () => {
    let ahead = 0
    using host = sealedHost(() => Date.now() + ahead)
    const key = anyKey()
    await open(host, 'file').cache.write(key, someSession(900), ABOUT)
    ahead = 1000 * 1000
    Object.assign(host, { env: { ...host.env, ...keychain.env } })
    const keyFile = host.env['ROLECALL_KEY_FILE']
    Object.assign(host, { env: { ...host.env, ROLECALL_KEY_FILE: '' } })
    const { cache } = open(host, 'keychain')
    await cache.write(anyKey(), someSession(7200), ABOUT)
    expect(cache.list()).toHaveLength(2)
    Object.assign(host, { env: { ...host.env, ROLECALL_KEY_FILE: keyFile } })
    await cache.write(anyKey(), someSession(7200), ABOUT)
    expect(cache.list().map(({ store }) => store)).toEqual(['keychain', 'keychain'])
    cache.close()
    expect(readdirSync(join(host.paths.state, 'sealed', 'hkdf'))).toEqual(['header.json'])
  })

  test('is removed from a slow store within a time limit', async () => {
    let ahead = 0
    using host = testHost({}, () => Date.now() + ahead)
    const script = '#!/bin/sh\n[ "$1" = rm ] && exec /bin/sleep 0.2\nexec /bin/cat > /dev/null\n'
    writeFileSync(join(host.paths.home, 'bin', 'pass'), script, { mode: 0o755 })
    const { cache } = open(host, 'pass')
    for (let n = 0; n < 12; n++) await cache.write(anyKey(), someSession(900), ABOUT)
    ahead = 1000 * 1000
    await cache.write(anyKey(), someSession(7200), ABOUT)
    const left = cache.list().length
    expect(left).toBeGreaterThan(1)
    expect(left).toBeLessThan(13)
    await cache.write(anyKey(), someSession(7200), ABOUT)
    expect(cache.list().length).toBeLessThan(left)
  })

  test('is forgotten by the store in use and by its fallback', async () => {
    using host = sealedHost()
    Object.assign(host, { env: { ...host.env, ...keychain.env } })
    const key = anyKey()
    for (const store of ['keychain', 'file']) {
      const { cache } = open(host, store)
      await cache.write(key, someSession(), ABOUT)
      cache.close()
    }
    const { cache } = open(host, 'keychain')
    await cache.remove(key)
    expect(await cache.read(key)).toBeUndefined()
    expect(await open(host, 'file').cache.read(key)).toBeUndefined()
    cache.close()
  })

  test('that cannot be forgotten stays in the index, and the error names the reason', async () => {
    await using locked = await startKeychain()
    using host = testHost(locked.env)
    const key = anyKey()
    const { cache } = open(host)
    await cache.write(key, someSession(), ABOUT)
    await locked.lock()
    await expect(cache.remove(key)).rejects.toMatchObject({
      name: 'RolecallError',
      code: 'keychain',
      message: 'the keychain is locked',
    })
    expect(cache.list()).toHaveLength(1)
    cache.close()
  })

  test('stays in a locked keychain rather than prompt the user to unlock it', async () => {
    let ahead = 0
    await using locked = await startKeychain({ prompter: 'silent' })
    using host = sealedHost(() => Date.now() + ahead)
    Object.assign(host, { env: { ...host.env, ...locked.env } })
    const { cache } = open(host, 'keychain')
    await cache.write(anyKey(), someSession(900), ABOUT)
    cache.close()
    await locked.lock()
    ahead = 1000 * 1000
    const options = {
      health: host.health,
      store: 'file',
      mayPrompt: true,
      warn: expect.unreachable,
    }
    const prompting = openSessionCache(host, options)
    await prompting.write(anyKey(), someSession(7200), ABOUT)
    expect(
      prompting
        .list()
        .map(({ store }) => store)
        .sort(),
    ).toEqual(['file', 'keychain'])
  }, 15_000)

  test('is forgotten by the store that contains it', async () => {
    using host = sealedHost()
    const key = anyKey()
    await open(host, 'file').cache.write(key, someSession(), ABOUT)
    Object.assign(host, { env: { ...host.env, ...keychain.env } })
    const other = open(host, 'keychain').cache
    await other.remove(key)
    expect(other.list()).toEqual([])
    other.close()
    expect(await open(host, 'file').cache.read(key)).toBeUndefined()
  })
})

describe('a cache that fails', () => {
  const everything = async ({ cache }: Opened): Promise<void> => {
    for (const key of [anyKey(), anyKey()]) {
      expect(await cache.read(key)).toBeUndefined()
      await cache.write(key, someSession(), ABOUT)
    }
    cache.close()
  }

  test('without any store is empty, warns once and writes nothing', async () => {
    using host = testHost()
    const opened = open(host)
    await everything(opened)
    expect(opened.warnings).toEqual([
      'the keychain cannot be reached: no D-Bus session bus is named in DBUS_SESSION_BUS_ADDRESS: continuing without the session cache',
    ])
    expect(await opened.cache.storeName()).toBe('none')
    expect(allFiles(host)).toEqual([])
  })

  test('because the keychain is locked is empty, warns once and writes nothing', async () => {
    await using locked = await startKeychain()
    using host = testHost(locked.env)
    const key = anyKey()
    const before = open(host).cache
    await before.write(key, someSession(), ABOUT)
    before.close()
    await locked.lock()
    const files = allFiles(host)
    const opened = open(host)
    expect(await opened.cache.read(key)).toBeUndefined()
    await everything(opened)
    expect(opened.warnings).toEqual([
      'the keychain is locked: continuing without the session cache',
    ])
    expect(allFiles(host)).toEqual(files)
  })

  test('because the keychain hangs waits only once per process', async () => {
    await using bus = await startHangingBus()
    using host = testHost(bus.env)
    rememberStore(host, {
      store: { name: 'keychain' },
      required: false,
      reason: 'first that works',
    })
    const files = allFiles(host)
    for (const opened of [open(host), open(host)]) {
      await everything(opened)
      expect(opened.warnings).toEqual([
        'the keychain did not respond within 1.5 s: continuing without the session cache',
      ])
    }
    const required = open(host, 'keychain').cache
    await expect(required.read(anyKey())).rejects.toMatchObject({ code: 'keychain' })
    expect(bus.connections()).toBe(1)
    expect(allFiles(host)).toEqual(files)
  })

  test('because its store is missing is used as soon as the store is there', async () => {
    using host = testHost()
    let nowMs = 0
    const warnings: string[] = []
    const warn = (message: string): void => void warnings.push(message)
    const options = { store: 'pass', mayPrompt: false, health: host.health, warn }
    const cache = openSessionCache(host, options, () => nowMs)
    const [key, session] = [anyKey(), someSession()]
    for (const [later, count] of [
      [0, 1],
      [RETRY_AFTER_MS - 1, 1],
      [RETRY_AFTER_MS, 2],
    ] as const) {
      nowMs = later
      await cache.write(key, session, ABOUT)
      expect(warnings).toHaveLength(count)
    }
    const pass =
      '#!/bin/sh\n[ "$1" = show ] && exec /bin/cat "$HOME/item"\nexec /bin/cat > "$HOME/item"\n'
    writeFileSync(join(host.paths.home, 'bin', 'pass'), pass, { mode: 0o755 })
    Object.assign(host.env, { HOME: host.paths.home })
    await cache.write(key, session, ABOUT)
    expect(await cache.read(key)).toEqual(session)
    expect(warnings).toHaveLength(2)
  })

  test('on a home that is not writable still works', async () => {
    using host = sealedHost()
    mkdirSync(host.paths.state, { recursive: true })
    chmodSync(host.paths.state, 0o777)
    const opened = open(host)
    await everything(opened)
    expect(opened.warnings).toHaveLength(1)
    expect(opened.warnings[0]).toContain('other users can write to')
  })

  test('to remember the store warns, and searches again', async () => {
    using host = sealedHost()
    mkdirSync(join(host.paths.state, 'store.json'), { recursive: true })
    const [key, session] = [anyKey(), someSession()]
    const { cache, warnings } = open(host)
    await cache.write(key, session, ABOUT)
    expect(warnings).toEqual([expect.stringMatching(/^cannot use .+: it is a folder: continuing /)])
    const later = open(host)
    expect(await later.cache.read(key)).toEqual(session)
    expect(later.warnings).toEqual([])
  })

  test('to list its folder names the folder', () => {
    using host = sealedHost()
    mkdirSync(host.paths.state, { recursive: true })
    symlinkSync('sessions', join(host.paths.state, 'sessions'))
    expect(() => open(host).cache.list()).toThrow(
      expect.objectContaining({
        name: 'RolecallError',
        message: `cannot read ${join(host.paths.state, 'sessions')}: ELOOP`,
      }) as Error,
    )
  })

  test('because files are damaged warns once and still reads the others', async () => {
    using host = sealedHost()
    const [bad, worse, good] = [anyKey(), anyKey(), anyKey()]
    const opened = open(host)
    for (const key of [bad, worse, good]) await opened.cache.write(key, someSession(), ABOUT)
    for (const key of [bad, worse]) {
      writeFileSync(join(host.paths.state, 'sealed', 'hkdf', `${key}.sealed`), 'RCS1')
      expect(await opened.cache.read(key)).toBeUndefined()
    }
    expect(await opened.cache.read(good)).toBeDefined()
    expect(opened.warnings).toHaveLength(1)
  })

  test('although the user asked for this store is an error, except for a write', async () => {
    using host = testHost()
    const { cache } = open(host, 'keychain')
    await expect(cache.read(anyKey())).rejects.toMatchObject({
      name: 'RolecallError',
      code: 'keychain',
      message:
        'the keychain cannot be reached: no D-Bus session bus is named in DBUS_SESSION_BUS_ADDRESS',
    })
    await expect(cache.write(anyKey(), someSession(), ABOUT)).resolves.toBeUndefined()
  })
})
