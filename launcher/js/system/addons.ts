import { Buffer } from '../buffer.js'
import { host } from '../host.js'
import { unsure } from '../unsure.js'

/** In place of `Entry` of `@napi-rs/keyring`: an item of the kernel keyring. */
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

  /** @throws Error with the name that the addon has for a full quota */
  setSecret(value: Uint8Array): void {
    const result = host.writeKernelKey(this.#description, value)
    if (result < 0) throw new Error(QUOTA[host.errorCode(-result)] ?? 'the key is not written')
  }

  /** @returns false if there is no such key */
  deleteCredential(): boolean {
    return host.dropKernelKey(this.#description) >= 0
  }
}

const QUOTA: Readonly<Record<string, string>> = { EDQUOT: 'QuotaExceeded' }

/** In place of src/system/addons.ts. */
export function loadAddon(name: string): unknown {
  return name === '@napi-rs/keyring' ? { Entry } : unsure(`needs ${name}`)
}
