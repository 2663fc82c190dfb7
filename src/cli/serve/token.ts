import { base64Text, utf8Bytes } from '../../system/bytes.js'
import { equalInConstantTime, randomBytes } from '../../system/crypto.js'

const TOKEN_BYTES = 32

/** A random token of 256 bits, in characters that need no quoting anywhere (RFC 4648 §5). */
export function newToken(): string {
  return urlSafe(base64Text(randomBytes(TOKEN_BYTES)))
}

/** Compares in constant time, so that a token cannot be guessed piece by piece. */
export function isSameToken(one: string, other: string): boolean {
  return equalInConstantTime(utf8Bytes(one), utf8Bytes(other))
}

/** Base64 in the characters of a URL. */
export function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
