import { createRequire } from 'node:module'
import { addonStore, type AddonOptions, type KeychainAddon } from './addon.js'
import { StoreError, type SecretStore } from '../store.js'

/** What is used of keytar 7. */
interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

const SERVICE = 'rolecall'

/**
 * The system's keychain through `keytar`, the archived ancestor of what `keychain` uses, for those who have its items or
 * its permissions already. It is no dependency: it is taken from beside rolecall, from a global installation or from NODE_PATH.
 */
export function keytarStore(options: AddonOptions): SecretStore {
  return addonStore('keytar', openVault, options)
}

function openVault(): KeychainAddon {
  const keytar = loadKeytar()
  return {
    async get(key) {
      const password = await keytar.getPassword(SERVICE, key)
      return password === null ? undefined : Buffer.from(password, 'base64').toString()
    },
    // Base64, since a password ends at its first NUL.
    set: (key, value) => keytar.setPassword(SERVICE, key, Buffer.from(value).toString('base64')),
    delete: (key) => keytar.deletePassword(SERVICE, key),
  }
}

function loadKeytar(): Keytar {
  try {
    return createRequire(import.meta.url)('keytar') as Keytar
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'MODULE_NOT_FOUND' ? 'is not installed' : 'cannot be loaded'
    throw new StoreError('absent', `keytar ${reason}`, error)
  }
}
