import { canonicalJson } from '../json.js'
import { sha256 } from '../digest/sha256.js'

/**
 * Key of a profile's access key in the store and in the index. It depends on the profile's name
 * alone, so that one look-up tells whether a profile has a stored key.
 * @returns 64 hex digits
 */
export function storedKeyName(profile: string): string {
  return sha256(canonicalJson({ accessKeyOf: profile }))
}

/**
 * Key of the journal of a rotation in the store and in the index. It depends on the key that is
 * replaced, which several profiles may have.
 * @returns 64 hex digits
 */
export function rotationName(accessKeyId: string): string {
  return sha256(canonicalJson({ rotationOf: accessKeyId }))
}
