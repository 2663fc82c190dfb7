import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes as nodeRandomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'

/*
 * All cryptography as functions of bytes, except the SHA-256 of cache keys (core/digest/sha256.ts).
 * Loading `node:crypto` takes longer than the rest of a cache hit, so the fast path must not import
 * this file.
 */

/** Bytes of an X25519 public key as DER (RFC 8410). */
export const X25519_PUBLIC_KEY_BYTES = 44

const CIPHER = 'aes-256-gcm'
const TAG_BYTES = 16

/** @returns bytes of the operating system's cryptographic generator, for keys, salts and nonces */
export function randomBytes(count: number): Uint8Array {
  return nodeRandomBytes(count)
}

/** @returns SHA-256 as 64 lower-case hex digits */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/** @returns the digest in base64, as Content-Security-Policy writes it */
export function sha256Base64(data: string): string {
  return createHash('sha256').update(data).digest('base64')
}

/** @returns HMAC-SHA-256 (RFC 2104) in hex */
export function hmacSha256Hex(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

/** @returns the 20 bytes of HMAC-SHA-1 (RFC 2104), which one-time passwords use */
export function hmacSha1(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha1', key).update(message).digest()
}

/** Compares in constant time, so that the duration does not reveal the first difference. */
export function equalInConstantTime(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** HKDF-SHA-256 (RFC 5869), for secrets of full entropy. */
export function hkdfSha256(
  secret: Uint8Array,
  salt: Uint8Array | string,
  info: string,
  bytes: number,
): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, bytes))
}

/** scrypt (RFC 7914), for passphrases. `maxmem` is in bytes. */
export function scryptKey(
  passphrase: string,
  salt: Uint8Array,
  bytes: number,
  cost: { N: number; r: number; p: number; maxmem: number },
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, bytes, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/**
 * AES-256-GCM (NIST SP 800-38D).
 * @param nonce 12 bytes, never used twice with the same key
 * @param associated authenticated, not encrypted
 * @returns the ciphertext, then a tag of 16 bytes
 */
export function encryptAesGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce)
  cipher.setAAD(associated)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/**
 * The inverse of {@link encryptAesGcm}.
 * @throws Error if the key is wrong, or the data or `associated` was modified
 */
export function decryptAesGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associated)
  decipher.setAuthTag(data.subarray(data.length - TAG_BYTES))
  return Buffer.concat([
    decipher.update(data.subarray(0, data.length - TAG_BYTES)),
    decipher.final(),
  ])
}

/** A key pair for one key agreement (RFC 7748). */
export interface X25519KeyPair {
  /** DER, {@link X25519_PUBLIC_KEY_BYTES} long. */
  publicKey: Uint8Array
  /** The shared secret (RFC 7748). @throws Error if that is not a public key */
  sharedSecret: (publicKeyOfOther: Uint8Array) => Uint8Array
}

/** Generates a key pair. The private key never leaves this process. */
export function x25519KeyPair(): X25519KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    sharedSecret(publicKeyOfOther) {
      const key = Buffer.from(publicKeyOfOther)
      const other = createPublicKey({ key, type: 'spki', format: 'der' })
      return diffieHellman({ privateKey, publicKey: other })
    },
  }
}
