import type { AsyncEntry } from '@napi-rs/keyring'
import { loadAddon } from '../../system/addons.js'
import { utf8Text } from '../../system/bytes.js'
import { addonStore } from './addon.js'

interface Addon {
  AsyncEntry: { withTarget: (...args: Parameters<typeof AsyncEntry.withTarget>) => AsyncEntry }
}

/**
 * Reads a generic credential of another program from the Windows Credential Manager.
 * @param target its whole name
 * @returns undefined if there is none
 * @throws StoreError
 */
export function readCredential(
  target: string,
  options: { mayPrompt: boolean },
): Promise<string | undefined> {
  const { read } = addonStore(
    'keychain',
    () => ({
      async get(name) {
        const { AsyncEntry } = loadAddon('@napi-rs/keyring') as Addon
        const secret = await AsyncEntry.withTarget(name, name, name).getSecret()
        return secret ? utf8Text(new Uint8Array(secret)) : undefined
      },
      set: refuseToWrite,
      delete: refuseToWrite,
    }),
    options,
  )
  return read(target)
}

function refuseToWrite(): never {
  throw new Error("another program's credentials are only read")
}
