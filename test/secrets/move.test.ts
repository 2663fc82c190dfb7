import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moveSecrets, storedSecrets, type MoveResult } from '../../src/secrets/move.js'
import { openSessionCache } from '../../src/secrets/session-cache.js'
import { newStoreHealth } from '../../src/store/circuit-breaker.js'
import { openStore } from '../../src/store/open.js'
import { someSession, testHost } from '../store/test-host.js'

const ABOUT = { profile: 'dev', operation: 'AssumeRole' }
const OPTIONS = { mayPrompt: false, health: newStoreHealth() }

test('one damaged session stays, and the others are moved', async () => {
  using host = testHost({ ROLECALL_PASSPHRASE: 'one' })
  const keys = ['a', 'b', 'c'].map((digit) => digit.repeat(64))
  const cache = openSessionCache(host, { ...OPTIONS, store: 'file', warn: expect.unreachable })
  for (const key of keys) await cache.write(key, someSession(), ABOUT)
  const [first = '', ...others] = keys
  writeFileSync(join(host.paths.state, 'sealed', 'scrypt', `${first}.sealed`), randomBytes(200))

  const items = new Map<string, string>()
  const to = { ...(await openStore('none', host, OPTIONS)), name: 'keychain' as const }
  const filling = { ...to, write: async (key: string, value: string) => void items.set(key, value) }
  const result = await moveSecrets(storedSecrets(host), filling, host, OPTIONS)
  expect(result.moved.map(({ key }) => key)).toEqual(others)
  expect(reasons(result)).toEqual(["a file is not one of rolecall's encrypted files"])
  expect([...items.keys()]).toEqual(others)
  expect(cache.list().map(({ store }) => store)).toEqual(['file', 'keychain', 'keychain'])
})

test('a store that is away loses nothing', async () => {
  using host = testHost({ ROLECALL_PASSPHRASE: 'one' })
  const cache = openSessionCache(host, { ...OPTIONS, store: 'file', warn: expect.unreachable })
  for (const digit of ['a', 'b']) await cache.write(digit.repeat(64), someSession(), ABOUT)
  const to = { ...(await openStore('none', host, OPTIONS)), name: 'kernel' as const }
  const away = { ...host, env: { ...host.env, ROLECALL_PASSPHRASE: 'another' } }
  const result = await moveSecrets(storedSecrets(away), to, away, OPTIONS)
  expect(result.moved).toEqual([])
  expect(reasons(result)).toEqual(
    Array(2).fill('the encrypted files were created with another passphrase'),
  )
})

const reasons = ({ notMoved }: MoveResult): string[] => notMoved.map(({ reason }) => reason)
