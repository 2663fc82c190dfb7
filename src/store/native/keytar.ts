import { loadAddon } from '../../system/addons.js'
import { base64Bytes, base64Text, utf8Bytes, utf8Text } from '../../system/bytes.js'
import { isCode } from '../../system/files/system-error.js'
import { StoreError, type SecretStore } from '../store.js'
import { addonStore, type AddonOptions, type KeychainAddon } from './addon.js'

/** The part of keytar 7 that is used. */
interface Keytar {
  getPassword: (service: string, account: string) => Promise<string | null>
  setPassword: (service: string, account: string, password: string) => Promise<void>
  deletePassword: (service: string, account: string) => Promise<boolean>
}

const SERVICE = 'rolecall'

/**
 * The store `keytar`: the OS keychain through the archived package of that name, for users who
 * already have its items or its permissions. It is not a dependency: it is loaded if it is
 * installed next to rolecall, globally, or in NODE_PATH.
 */
export function keytarStore(options: AddonOptions): SecretStore {
  return addonStore('keytar', loadKeychain, options)
}

function loadKeychain(): KeychainAddon {
  const keytar = loadKeytar()
  return {
    async get(key) {
      const password = await keytar.getPassword(SERVICE, key)
      return password === null ? undefined : utf8Text(base64Bytes(password))
    },
    // Base64, because keytar cuts a password at its first NUL.
    set: (key, value) => keytar.setPassword(SERVICE, key, base64Text(utf8Bytes(value))),
    delete: (key) => keytar.deletePassword(SERVICE, key),
  }
}

function loadKeytar(): Keytar {
  try {
    return loadAddon('keytar') as Keytar
  } catch (error) {
    const problem = isCode(error, 'MODULE_NOT_FOUND') ? 'is not installed' : 'cannot be loaded'
    throw new StoreError('absent', `keytar ${problem}`, error)
  }
}
