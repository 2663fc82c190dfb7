import type { AsyncEntry, EntryOptions } from '@napi-rs/keyring'
import { createRequire } from 'node:module'
import { addonStore, type AddonOptions, type KeychainAddon } from './addon.js'
import type { SecretStore } from '../store.js'

type Keyring = { AsyncEntry: new (...args: ConstructorParameters<typeof AsyncEntry>) => AsyncEntry }

/** Left to itself the addon takes the kernel keyring, without a word, where there is no Secret Service. */
const PINNED: EntryOptions = { linux: { store: 'secret-service' } }

/** Items carry their key as the user name, and this. */
const SERVICE = 'rolecall'

/** macOS Keychain and Windows Credential Manager, through a native addon that comes inside its npm package. */
export function nativeKeychain(options: AddonOptions): SecretStore {
  return addonStore('keychain', openVault, options)
}

function openVault(): KeychainAddon {
  const { AsyncEntry } = createRequire(import.meta.url)('@napi-rs/keyring') as Keyring
  const entry = (key: string): AsyncEntry => new AsyncEntry(SERVICE, key, PINNED)
  return {
    async get(key) {
      // Bytes, since a password would be stored as UTF-16 by Windows, in twice the space.
      const secret = await entry(key).getSecret()
      return secret ? Buffer.from(secret).toString() : undefined
    },
    set: (key, value) => entry(key).setSecret(Buffer.from(value)),
    delete: (key) => entry(key).deleteCredential(),
  }
}
