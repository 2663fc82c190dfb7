import { envVar } from '../core/env.js'
import type { Host } from '../system/host.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { withCircuitBreaker, type StoreHealth } from './circuit-breaker.js'
import { secretService } from './secret-service/store.js'
import { isStoreError, StoreError, type SecretStore, type StoreName } from './store.js'

/** The part of the machine that stores need. */
export type StoreHost = Pick<Host, 'env' | 'platform' | 'paths'>

/** How a store is opened. */
export interface OpenOptions {
  /** Whether the keychain may show its unlock dialog. */
  mayPrompt: boolean
  /** Shared by all stores that this process opens. */
  health: StoreHealth
  /**
   * Prompts for the passphrase of the encrypted files; undefined if there must be no prompt.
   * @param isNew whether the user chooses the passphrase now
   */
  askPassphrase?: ((isNew: boolean) => Promise<string>) | undefined
  /** Called with the key of each item that a full store removed to make room. */
  onEvict?: ((key: string) => void) | undefined
}

/** Maximum size of a Windows credential (CRED_MAX_CREDENTIAL_BLOB_SIZE). */
const WINDOWS_ITEM_BYTES = 5 * 512

/*
 * Imports every store but Linux's keychain on demand. That one serves most cache hits on Linux.
 */

/** Opens a store without a call to it. @throws StoreError 'absent' if it cannot exist here */
export async function openStore(
  name: StoreName,
  host: StoreHost,
  options: OpenOptions,
): Promise<SecretStore> {
  try {
    return withCircuitBreaker(await openUnguarded(name, host, options), options)
  } catch (error) {
    if (isStoreError(error)) error.store = name
    throw error
  }
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
      return openKeychain(host, options)
    case 'kernel':
      return openKernelKeyring(host, options)
    case 'file':
      return openEncryptedFiles(host, options)
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

async function openKeychain(
  host: StoreHost,
  { mayPrompt, health }: OpenOptions,
): Promise<SecretStore> {
  const { env, platform } = host
  if (platform !== 'darwin' && platform !== 'win32') {
    const link = health.keychain
    return secretService({ env, mayPrompt: mayPrompt && hasDisplay(host), link })
  }
  const { nativeKeychain } = await import('./native/macos-windows-keychain.js')
  return withoutSizeLimit(nativeKeychain({ mayPrompt }), host, WINDOWS_ITEM_BYTES)
}

/** Without a display, the dialog of the Secret Service would wait without end, or fail. */
export const hasDisplay = ({ env }: StoreHost): boolean =>
  envVar(env, 'WAYLAND_DISPLAY', 'DISPLAY') !== undefined

async function openKeytar(host: StoreHost, mayPrompt: boolean): Promise<SecretStore> {
  const { keytarStore } = await import('./native/keytar.js')
  // Its items are base64, which is a third longer than the value.
  return withoutSizeLimit(keytarStore({ mayPrompt }), host, (WINDOWS_ITEM_BYTES * 3) / 4)
}

async function withoutSizeLimit(
  store: SecretStore,
  { platform, paths }: StoreHost,
  maxBytes: number,
): Promise<SecretStore> {
  if (platform !== 'win32') return store
  const { withOverflow } = await import('./native/windows-overflow.js')
  return withOverflow(store, join(paths.state, STATE_PATHS.overflow), maxBytes)
}

async function openKernelKeyring(
  { env, platform }: StoreHost,
  { onEvict }: Pick<OpenOptions, 'onEvict'>,
): Promise<SecretStore> {
  if (platform !== 'linux') throw new StoreError('absent', 'only Linux has a kernel keyring')
  const { kernelKeyring } = await import('./kernel/keyring.js')
  return kernelKeyring({ env, onEvict })
}

async function openEncryptedFiles(host: StoreHost, options: OpenOptions): Promise<SecretStore> {
  const { env, platform, paths } = host
  const { keyFileFromEnvironment, passphraseFromEnvironment, passphraseKey } =
    await import('./sealed/key.js')
  const { hasSealedFiles, sealedFiles } = await import('./sealed/files.js')
  const folder = join(paths.state, STATE_PATHS.sealed)
  const keyFile = keyFileFromEnvironment(env)
  if (keyFile) return sealedFiles(folder, keyFile)
  const passphrase = passphraseFromEnvironment(env) ?? {
    typed: true,
    text: options.askPassphrase ?? throwMissingKey,
  }
  // Existing files may still open with a cached key.
  if (passphrase.text === throwMissingKey && !hasSealedFiles(folder, 'scrypt')) throwMissingKey()
  const key = passphraseKey(passphrase.text, passphrase.typed)
  if (platform !== 'linux') return sealedFiles(folder, key)
  const { withCachedKey } = await import('./sealed/cached-key.js')
  const agent = await openKernelKeyring(host, options)
  return sealedFiles(folder, withCachedKey(key, passphrase, agent))
}

function throwMissingKey(): never {
  throw new StoreError('locked', 'the encrypted files need a key file or a passphrase')
}
