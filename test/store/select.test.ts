import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Env } from '../../src/core/env.js'
import { rememberStore, selectStore } from '../../src/store/select.js'
import type { StoreName } from '../../src/store/store.js'
import { startHangingBus } from '../support/hanging-bus.js'
import { startKeychain } from '../support/keychain.js'
import { kernelReason } from './kernel/kernel.js'
import { testHost, type StoreTestHost } from './test-host.js'

const keychain = await startKeychain()
afterAll(() => keychain[Symbol.asyncDispose]())

const keyFolder = mkdtempSync(join(tmpdir(), 'rolecall-key-'))
const KEY_FILE = { ROLECALL_KEY_FILE: join(keyFolder, 'key') }
writeFileSync(KEY_FILE.ROLECALL_KEY_FILE, randomBytes(32))
afterAll(() => rmSync(keyFolder, { recursive: true }))

const remember = (host: StoreTestHost, name: StoreName): void =>
  rememberStore(host, { store: { name }, required: false, reason: 'first that works' })

async function selected(
  host: StoreTestHost,
  env: Env,
  store?: string,
): Promise<[name: string, required: boolean]> {
  const { store: found, required } = await selectStore(
    { ...host, env: { ...host.env, ...env } },
    { store, mayPrompt: false, health: host.health },
  )
  found.close()
  return [found.name, required]
}

describe('the store', () => {
  test('is the keychain if it works, else encrypted files', async () => {
    using host = testHost()
    expect(await selected(host, { ...keychain.env, ...KEY_FILE })).toEqual(['keychain', false])
    expect(await selected(host, KEY_FILE)).toEqual(['file', false])
    await expect(selected(host, {})).rejects.toMatchObject({ fault: 'unreachable' })
  })

  test('is not a keychain that cannot be written to', async () => {
    await using locked = await startKeychain({ locked: true })
    using host = testHost()
    expect(await selected(host, { ...locked.env, ...KEY_FILE })).toEqual(['file', false])
    await expect(selected(host, locked.env)).rejects.toMatchObject({ fault: 'locked' })
  })

  test('is the requested one, by option before variable', async () => {
    using host = testHost()
    const env = { ...keychain.env, ...KEY_FILE, ROLECALL_STORE: 'file' }
    expect(await selected(host, env)).toEqual(['file', true])
    expect(await selected(host, env, 'keychain')).toEqual(['keychain', true])
    expect(await selected(host, env, 'none')).toEqual(['none', false])
  })

  test('requested by a wrong name or without its key is an error with a hint', async () => {
    using host = testHost()
    await expect(selected(host, {}, 'keyring')).rejects.toMatchObject({
      code: 'usage',
      hint: 'the stores are keychain, kernel, file, pass, keytar, none',
    })
    await expect(selected(host, {}, 'file')).rejects.toMatchObject({
      code: 'keychain',
      hint: expect.stringContaining('ROLECALL_KEY_FILE') as string,
    })
  })
})

describe('a remembered store', () => {
  test('is used without a search', async () => {
    using host = testHost()
    remember(host, 'file')
    expect(await selected(host, { ...keychain.env, ...KEY_FILE })).toEqual(['file', false])
  })

  test('that is no longer possible leads to a new search', async () => {
    using host = testHost()
    remember(host, 'file')
    expect(await selected(host, keychain.env)).toEqual(['keychain', false])
  })

  test('is valid until the settings change', async () => {
    using host = testHost()
    remember(host, 'file')
    const { settings, state } = host.paths
    mkdirSync(dirname(settings), { recursive: true })
    writeFileSync(settings, '')
    const now = Date.now() / 1000
    utimesSync(join(state, 'store.json'), now, now)
    const env = { ...keychain.env, ...KEY_FILE }
    utimesSync(settings, now - 10, now - 10)
    expect(await selected(host, env)).toEqual(['file', false])
    utimesSync(settings, now + 10, now + 10)
    expect(await selected(host, env)).toEqual(['keychain', false])
  })

  test.each(['{', '{"store":"none2"}', 'null', randomBytes(20).toString('latin1')])(
    'written as %j is none',
    async (text) => {
      using host = testHost()
      remember(host, 'file')
      writeFileSync(join(host.paths.state, 'store.json'), text)
      expect(await selected(host, keychain.env)).toEqual(['keychain', false])
    },
  )

  test('is never "none"', async () => {
    using host = testHost()
    remember(host, 'none')
    await expect(selected(host, {})).rejects.toMatchObject({ fault: 'unreachable' })
  })
})

describe('the settings', () => {
  const choose = async (
    host: StoreTestHost,
    env: Env,
    options: Partial<Parameters<typeof selectStore>[1]>,
  ): Promise<[name: string, required: boolean, reason: string]> => {
    const selection = await selectStore(
      { ...host, env: { ...host.env, ...env } },
      { mayPrompt: false, health: host.health, ...options },
    )
    rememberStore(host, selection)
    selection.store.close()
    return [selection.store.name, selection.required, selection.reason]
  }
  const setting = (store: string) => async (): Promise<string> => store

  test('name the store, which is then required and read once', async () => {
    using host = testHost()
    const env = { ...keychain.env, ...KEY_FILE }
    const inSettings = ['file', true, 'setting']
    expect(await choose(host, env, { setting: setting('file') })).toEqual(inSettings)
    const unread = async (): Promise<never> => {
      throw new Error('read')
    }
    expect(await choose(host, env, { setting: unread })).toEqual(inSettings)
    expect(await choose(host, env, { knownOnly: true })).toEqual(inSettings)
  })

  test('with an unknown store are an error', async () => {
    using host = testHost()
    await expect(choose(host, {}, { setting: setting('fiel') })).rejects.toMatchObject({
      code: 'usage',
      message: 'unknown store "fiel"',
    })
  })

  test('and a search are skipped for a hit', async () => {
    using host = testHost()
    const hit = { knownOnly: true }
    await expect(choose(host, keychain.env, hit)).rejects.toMatchObject({ fault: 'absent' })
    await choose(host, keychain.env, {})
    const [name] = await choose(host, keychain.env, hit)
    expect(name).toBe('keychain')
  })

  test('what is requested once is not remembered', async () => {
    using host = testHost()
    await choose(host, { ...keychain.env, ...KEY_FILE }, { store: 'file' })
    expect(await choose(host, keychain.env, {})).toEqual(['keychain', false, 'first that works'])
  })

  test('a fallback is used only while the remembered store is away', async () => {
    using host = testHost()
    await choose(host, keychain.env, {})
    expect(await choose(host, KEY_FILE, {})).toEqual(['file', false, 'fallback'])
    expect(await choose(host, { ...keychain.env, ...KEY_FILE }, {})).toEqual([
      'keychain',
      false,
      'first that works',
    ])
  })

  test('the keychain is remembered while a fallback is used, and used again when it works', async () => {
    await using locked = await startKeychain()
    using host = testHost()
    for (const isNew of [true, false]) {
      if (!isNew) await choose(host, locked.env, {})
      await locked.lock()
      const env = { ...locked.env, ...KEY_FILE }
      expect(await choose(host, env, {})).toEqual(['file', false, 'fallback'])
      expect(await choose(host, env, { knownOnly: true })).toContain('keychain')
      await locked.unlock()
      expect(await choose(host, env, {})).toEqual(['keychain', false, 'first that works'])
    }
  })
})

describe.skipIf(kernelReason)(`the kernel keyring ${kernelReason}`, () => {
  const REAL = { PATH: process.env['PATH'] }

  test('is tried last, whatever is wrong with the keychain', async () => {
    using host = testHost()
    expect(await selected(host, REAL)).toEqual(['kernel', false])
    expect(await selected(host, { ...REAL, ...KEY_FILE })).toEqual(['file', false])
    await using locked = await startKeychain({ locked: true })
    expect(await selected(host, { ...REAL, ...locked.env })).toEqual(['kernel', false])
    await using empty = await startKeychain({ collection: false })
    expect(await selected(host, { ...REAL, ...empty.env })).toEqual(['kernel', false])
    await using hanging = await startHangingBus()
    expect(await selected(host, { ...REAL, ...hanging.env })).toEqual(['kernel', false])
  })
})
