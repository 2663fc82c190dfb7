import type { AsyncEntry, EntryOptions } from '@napi-rs/keyring'
import { loadAddon } from '../../system/addons.js'
import { utf8Bytes, utf8Text } from '../../system/bytes.js'
import type { SecretStore } from '../store.js'
import { addonStore, type AddonOptions, type KeychainAddon } from './addon.js'

type KeyringEntry = new (...args: ConstructorParameters<typeof AsyncEntry>) => AsyncEntry

/** Without this, the addon silently uses the kernel keyring if there is no Secret Service. */
const ADDON_OPTIONS: EntryOptions = { linux: { store: 'secret-service' } }

/** Service name of every item; the item's key is its user name. */
const SERVICE = 'rolecall'

/**
 * The store `keychain` on macOS (Keychain) and Windows (Credential Manager), through a native addon
 * whose npm package contains the binaries.
 */
export function nativeKeychain(options: AddonOptions): SecretStore {
  return addonStore('keychain', loadKeychain, options)
}

function loadKeychain(): KeychainAddon {
  const { AsyncEntry } = loadAddon('@napi-rs/keyring') as { AsyncEntry: KeyringEntry }
  const entry = (key: string): AsyncEntry => new AsyncEntry(SERVICE, key, ADDON_OPTIONS)
  return {
    async get(key) {
      // Bytes, because Windows stores a password as UTF-16, which takes twice the space.
      const secret = await entry(key).getSecret()
      return secret ? utf8Text(new Uint8Array(secret)) : undefined
    },
    set: (key, value) => entry(key).setSecret(utf8Bytes(value)),
    delete: (key) => entry(key).deleteCredential(),
  }
}
