import type * as Original from '../../../src/system/crypto.js'
import { Buffer } from '../buffer.js'
import { host } from '../host.js'
import { unsure } from '../unsure.js'

/** In place of src/system/crypto.ts: what reading an encrypted file needs. */

export const randomBytes = (count: number): Uint8Array => Buffer.from(host.randomBytes(count))

const hmac = (key: Uint8Array, data: Uint8Array): Buffer => Buffer.from(host.hmac(key, data))

export const hmacSha256Hex = (key: Uint8Array, text: string): string =>
  hmac(key, Buffer.from(text)).toString('hex')

/** RFC 5869, for results of at most 32 bytes. */
export function hkdfSha256(
  secret: Uint8Array,
  salt: Uint8Array | string,
  info: string,
  bytes: number,
): Uint8Array {
  if (bytes > 32) unsure('a long key')
  const extracted = hmac(typeof salt === 'string' ? Buffer.from(salt) : salt, secret)
  const block = Buffer.concat([Buffer.from(info), new Uint8Array([1])])
  return hmac(extracted, block).subarray(0, bytes)
}

export function decryptAesGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const plain = host.decrypt(key, nonce, associated, data)
  if (plain === undefined) throw new Error('the data was modified')
  return Buffer.from(plain)
}

export const encryptAesGcm = (): never => unsure('an encrypted file must be written')
export const scryptKey = (): never => unsure('a passphrase')

;({
  randomBytes,
  hmacSha256Hex,
  hkdfSha256,
  decryptAesGcm,
  encryptAesGcm,
  scryptKey,
}) satisfies Partial<typeof Original>
