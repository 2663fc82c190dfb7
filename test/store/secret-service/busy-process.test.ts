import { expect, test } from 'vitest'
import { isLocked, readAlias } from '../../../src/store/secret-service/calls.js'
import { openLink } from '../../../src/store/secret-service/link.js'
import { keychainAvailable, startKeychain } from '../../support/keychain.js'

const LIMIT_MS = 2000

test.skipIf(!keychainAvailable)(
  'a process that is busy for longer than the time limit still reads the replies',
  async () => {
    await using keychain = await startKeychain()
    const link = openLink(keychain.env, { timeoutMs: LIMIT_MS })
    await link.call(readAlias('default'))
    const isLockedNow = link.exchange(async ({ call }) => {
      const [collection] = await call(readAlias('default'))
      return call(isLocked(collection as string))
    })
    // Nothing else in this process runs meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LIMIT_MS * 1.1)
    await expect(isLockedNow).resolves.toMatchObject([{ value: false }])
    link.close()
  },
)
