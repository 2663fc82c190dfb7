import { join } from 'node:path'
import type { Host } from '../system/host.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { secretService } from './secret-service/store.js'
import { removeIndexEntry } from '../secrets/session-index.js'
import { StoreError, type SecretStore, type StoreName } from './store.js'
import { withCircuitBreaker } from './circuit-breaker.js'

/** What a store needs to know of the machine. */
export type StoreHost = Pick<Host, 'env' | 'platform' | 'paths' | 'silent'>

export interface OpenOptions {
  /** Whether the keychain may show its unlock dialog. */
  mayPrompt: boolean
  /**
   * Asks a person for the passphrase of the sealed files.
   * @param isNew whether it is being chosen now
   */
  askPassphrase?: ((isNew: boolean) => Promise<string>) | undefined
}

/** Bytes in a Windows credential (CRED_MAX_CREDENTIAL_BLOB_SIZE). */
const WINDOWS_LIMIT = 5 * 512

// The dearer stores are imported by those who use them: the keychain of Linux is all that a hit needs there.

/** Nothing is asked of the store yet. @throws StoreError `absent` for one that cannot be here */
export async function openStore(
  name: StoreName,
  host: StoreHost,
  options: OpenOptions,
): Promise<SecretStore> {
  return withCircuitBreaker(await openUnguarded(name, host, options), host)
}

async function openUnguarded(
  name: StoreName,
  host: StoreHost,
  options: OpenOptions,
): Promise<SecretStore> {
  const { env } = host
  const { mayPrompt } = options
  switch (name) {
    case 'none':
      return NO_STORE
    case 'keychain':
      return openKeychain(host, mayPrompt)
    case 'kernel':
      return openKernelKeyring(host)
    case 'file':
      return openSealedFiles(host, options)
    case 'pass':
      return (await import('./pass.js')).passStore({ env, mayPrompt })
    case 'keytar':
      return openKeytar(host, mayPrompt)
  }
}

const NO_STORE: SecretStore = {
  name: 'none',
  probe: async () => undefined,
  read: async () => undefined,
  write: async () => undefined,
  remove: async () => undefined,
  close: () => undefined,
}

async function openKeychain(host: StoreHost, mayPrompt: boolean): Promise<SecretStore> {
  const { env, platform } = host
  if (platform !== 'darwin' && platform !== 'win32') return secretService({ env, mayPrompt })
  const { nativeKeychain } = await import('./native/keychain.js')
  return fitted(nativeKeychain({ mayPrompt }), host, WINDOWS_LIMIT)
}

async function openKeytar(host: StoreHost, mayPrompt: boolean): Promise<SecretStore> {
  const { keytarStore } = await import('./native/keytar.js')
  // It keeps base64.
  return fitted(keytarStore({ mayPrompt }), host, (WINDOWS_LIMIT * 3) / 4)
}

async function fitted(
  store: SecretStore,
  { platform, paths }: StoreHost,
  limit: number,
): Promise<SecretStore> {
  if (platform !== 'win32') return store
  const { withOverflow } = await import('./native/windows-overflow.js')
  return withOverflow(store, join(paths.state, STATE_PATHS.overflow), limit)
}

async function openKernelKeyring({ env, platform, paths }: StoreHost): Promise<SecretStore> {
  if (platform !== 'linux') throw new StoreError('absent', 'only Linux has a kernel keyring')
  const { kernelKeyring } = await import('./kernel/keyring.js')
  return kernelKeyring({ env, evicted: (key) => removeIndexEntry(paths.state, key) })
}

async function openSealedFiles(
  host: StoreHost,
  { askPassphrase }: OpenOptions,
): Promise<SecretStore> {
  const { env, platform, paths } = host
  const { keyFileFromEnvironment, passphraseFromEnvironment, passphraseKey } =
    await import('./sealed/key.js')
  const { areThere, sealedFiles } = await import('./sealed/files.js')
  const folder = join(paths.state, STATE_PATHS.sealed)
  const keyFile = keyFileFromEnvironment(env)
  if (keyFile) return sealedFiles(folder, keyFile)
  const passphrase = passphraseFromEnvironment(env) ?? {
    typed: true,
    text: askPassphrase ?? missingKeyError,
  }
  // Files that there are may be opened by a key that was kept.
  if (passphrase.text === missingKeyError && !areThere(folder, 'scrypt')) missingKeyError()
  const key = passphraseKey(passphrase.text)
  if (platform !== 'linux') return sealedFiles(folder, key)
  const { keptKey } = await import('./sealed/key-agent.js')
  return sealedFiles(folder, keptKey(key, passphrase, await openKernelKeyring(host)))
}

function missingKeyError(): never {
  throw new StoreError('locked', 'the sealed files need a key file or a passphrase')
}
