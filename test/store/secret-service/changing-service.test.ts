import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openLink } from '../../../src/store/secret-service/link.js'
import { secretService } from '../../../src/store/secret-service/store.js'
import { keychainAvailable, startKeychain } from '../../support/keychain.js'

const OPTIONS = { label: 'rolecall: test', evictable: true }
const anyKey = (): string => randomBytes(32).toString('hex')

test.skipIf(!keychainAvailable)(
  'a keychain that restarts between two calls, or is locked and unlocked, loses nothing',
  async () => {
    await using keychain = await startKeychain()
    const link = openLink(keychain.env)
    link.connectAhead()
    link.probeAhead()
    const store = secretService({ env: keychain.env, mayPrompt: false, link })
    const [first, second, third] = [anyKey(), anyKey(), anyKey()]
    await store.probe()
    await store.write(first, 'one', OPTIONS)
    expect(await store.read(first)).toBe('one')

    await keychain.stop()
    await keychain.restart()
    await store.write(second, 'two', OPTIONS)
    expect(await store.read(second)).toBe('two')
    expect(await store.read(first)).toBe('one')

    await keychain.lock()
    await expect(store.write(third, 'three', OPTIONS)).rejects.toMatchObject({ fault: 'locked' })
    await keychain.unlock()
    await store.write(third, 'three', OPTIONS)
    expect(await store.read(third)).toBe('three')
    store.close()
  },
)
