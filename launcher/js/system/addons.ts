import { Buffer } from '../buffer.js'
import { host } from '../host.js'
import { unsure } from '../unsure.js'

/** In place of `Entry` of `@napi-rs/keyring`: an item of the kernel keyring, to be read only. */
class Entry {
  readonly #description: string

  constructor(service: string, name: string) {
    this.#description = `keyring:${name}@${service}`
  }

  /** @returns null if there is no such key, as the addon does */
  getSecret(): Uint8Array | null {
    const result = host.kernelKey(this.#description)
    if (typeof result !== 'number') return Buffer.from(result)
    return host.errorCode(-result) === 'ENOKEY' ? null : unsure('the kernel keyring is unusual')
  }

  setSecret = (): never => unsure('the kernel keyring must be written')
  deleteCredential = (): never => unsure('the kernel keyring must be written')
}

/** In place of src/system/addons.ts. */
export function loadAddon(name: string): unknown {
  return name === '@napi-rs/keyring' ? { Entry } : unsure(`needs ${name}`)
}
