import { randomBytes } from 'node:crypto'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Env } from '../../src/core/env.js'
import { rememberStore, selectStore } from '../../src/store/select.js'
import { startKeychain } from '../support/keychain.js'
import { testHost, type StoreTestHost } from './test-host.js'

const keychain = await startKeychain()
afterAll(() => keychain[Symbol.asyncDispose]())

const KEY_FILE = { ROLECALL_KEY_FILE: '/some/key' }

async function selected(
  host: StoreTestHost,
  env: Env,
  store?: string,
): Promise<[name: string, required: boolean]> {
  const { store: found, required } = await selectStore(
    { ...host, env },
    { store, interactive: false },
  )
  found.close()
  return [found.name, required]
}

describe('the store', () => {
  test('is the keychain before sealed files, of what works', async () => {
    using host = testHost()
    expect(await selected(host, { ...keychain.env, ...KEY_FILE })).toEqual(['keychain', false])
    expect(await selected(host, KEY_FILE)).toEqual(['file', false])
    await expect(selected(host, {})).rejects.toMatchObject({ fault: 'absent' })
  })

  test('is no keychain that could not be written to', async () => {
    await using locked = await startKeychain({ locked: true })
    using host = testHost()
    expect(await selected(host, { ...locked.env, ...KEY_FILE })).toEqual(['file', false])
    await expect(selected(host, locked.env)).rejects.toMatchObject({ fault: 'locked' })
  })

  test('is what was asked for, by option before variable', async () => {
    using host = testHost()
    const env = { ...keychain.env, ...KEY_FILE, ROLECALL_STORE: 'file' }
    expect(await selected(host, env)).toEqual(['file', true])
    expect(await selected(host, env, 'keychain')).toEqual(['keychain', true])
    expect(await selected(host, env, 'none')).toEqual(['none', false])
  })

  test('asked for by a wrong name or without its key is an error that says what to do', async () => {
    using host = testHost()
    await expect(selected(host, {}, 'keyring')).rejects.toMatchObject({
      code: 'usage',
      hint: 'stores are keychain, file, none',
    })
    await expect(selected(host, {}, 'file')).rejects.toMatchObject({
      code: 'keychain',
      hint: expect.stringContaining('ROLECALL_KEY_FILE') as string,
    })
  })
})

describe('a remembered store', () => {
  test('is taken without a search', async () => {
    using host = testHost()
    rememberStore(host, 'file')
    expect(await selected(host, { ...keychain.env, ...KEY_FILE })).toEqual(['file', false])
  })

  test('that is no longer possible is searched for anew', async () => {
    using host = testHost()
    rememberStore(host, 'file')
    expect(await selected(host, keychain.env)).toEqual(['keychain', false])
  })

  test('holds until the settings change', async () => {
    using host = testHost()
    rememberStore(host, 'file')
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
      rememberStore(host, 'file')
      writeFileSync(join(host.paths.state, 'store.json'), text)
      expect(await selected(host, keychain.env)).toEqual(['keychain', false])
    },
  )

  test('is never "none"', async () => {
    using host = testHost()
    rememberStore(host, 'none')
    await expect(selected(host, {})).rejects.toMatchObject({ fault: 'absent' })
  })
})
