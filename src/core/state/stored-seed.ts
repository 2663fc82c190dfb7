import { canonicalJson } from '../json.js'
import { sha256 } from '../digest/sha256.js'

/**
 * Key of an MFA device's seed in the store and in the index. It depends on the serial number alone,
 * so that one look-up tells whether a device has a stored seed.
 * @returns 64 hex digits
 */
export function storedSeedName(serial: string): string {
  return sha256(canonicalJson({ seedOf: serial }))
}
