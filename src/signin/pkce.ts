import { base64Text } from '../system/bytes.js'
import { randomBytes, sha256Base64 } from '../system/crypto.js'

/** The state of an authorization request, by which its redirect is known. */
export const newState = (): string => randomText(24)

/** A code verifier of 64 characters (RFC 7636 §4.1). */
export const newVerifier = (): string => randomText(48)

/** The code challenge of a verifier: its SHA-256 (RFC 7636 §4.2). */
export const challengeOf = (verifier: string): string => withoutPadding(sha256Base64(verifier))

const randomText = (bytes: number): string => withoutPadding(base64Text(randomBytes(bytes)))

/** Base64url (RFC 4648 §5). */
function withoutPadding(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
