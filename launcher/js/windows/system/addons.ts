import { Buffer } from '../../buffer.js'
import { host } from '../../host.js'
import { unsure } from '../../unsure.js'

/** In place of `AsyncEntry` of `@napi-rs/keyring`: an item of the Credential Manager. */
class AsyncEntry {
  readonly #target: string

  constructor(service: string, name: string) {
    this.#target = `${name}.${service}`
  }

  /** @returns null if there is no such item, as the addon does */
  async getSecret(): Promise<Uint8Array | null> {
    const found = host.credential?.(this.#target) ?? null
    if (found === false) return unsure('the Credential Manager is unusual')
    return found && Buffer.from(found)
  }

  setSecret = (): never => unsure('a credential is written')
  deleteCredential = (): never => unsure('a credential is removed')
}

/** In place of src/system/addons.ts. */
export function loadAddon(name: string): unknown {
  return name === '@napi-rs/keyring' ? { AsyncEntry } : unsure(`needs ${name}`)
}
