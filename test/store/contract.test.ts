import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { keytarStore } from '../../src/store/native/keytar.js'
import { nativeKeychain } from '../../src/store/native/macos-windows-keychain.js'
import { withOverflow } from '../../src/store/native/windows-overflow.js'
import { passStore } from '../../src/store/pass.js'
import { sealedFiles } from '../../src/store/sealed/files.js'
import { fileKey, passphraseKey } from '../../src/store/sealed/key.js'
import { secretService } from '../../src/store/secret-service/store.js'
import type { SecretStore } from '../../src/store/store.js'
import { startKeychain } from '../support/keychain.js'
import { passReason, startPass } from '../support/pass.js'
import { contract, type Opened } from './contract.js'
import { kernelReason, tidyKernel } from './kernel/kernel.js'
import { provideKeytar } from './native/keytar-module.js'

const keychain = await startKeychain()
// The addon has no other way to get it, and uses the first value.
process.env['DBUS_SESSION_BUS_ADDRESS'] = keychain.env.DBUS_SESSION_BUS_ADDRESS
afterAll(() => keychain[Symbol.asyncDispose]())

const leaveRunning = async (): Promise<void> => undefined

contract('the Secret Service', async () => ({
  open: () => secretService({ env: keychain.env, mayPrompt: false }),
  stop: leaveRunning,
}))

contract('the native keychain', async () => ({
  open: () => nativeKeychain({ mayPrompt: false }),
  stop: leaveRunning,
}))

contract('a keychain of small items', () =>
  inFolder((folder) => withOverflow(nativeKeychain({ mayPrompt: false }), folder, 100)),
)

contract(
  'the kernel keyring',
  async () => {
    const { open, tidy } = tidyKernel()
    return { open, stop: tidy }
  },
  kernelReason,
)

contract(
  'pass',
  async () => {
    const home = await startPass()
    return { open: () => passStore({ env: home.env, mayPrompt: false }), stop: home.close }
  },
  passReason,
)

const keytar = provideKeytar()
contract(keytar.title, async () => ({
  open: () => keytarStore({ mayPrompt: false }),
  stop: async () => keytar.remove(),
}))

contract('a folder of files encrypted with a key file', () => {
  const key = randomBytes(32)
  return inFolder((folder) =>
    sealedFiles(
      folder,
      fileKey(() => key),
    ),
  )
})

contract('a folder of files encrypted with a passphrase', () =>
  inFolder((folder) =>
    sealedFiles(
      folder,
      passphraseKey(() => 'correct horse'),
    ),
  ),
)

async function inFolder(open: (folder: string) => SecretStore): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-store-'))
  return {
    open: () => open(folder),
    stop: async () => rmSync(folder, { recursive: true }),
  }
}
