import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { StoreError } from '../store.js'

/** Bytes of a key of {@link seal}. */
export const KEY_BYTES = 32

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** The format's name, then the length of the text in bytes, so that a file cut short is told from one that was changed. */
const MAGIC = Buffer.from('RCS1')
const HEAD_BYTES = MAGIC.length + 4

/**
 * Encrypts with AES-256-GCM under a fresh nonce.
 * @param name bound to the text, so that sealed files cannot be swapped for one another
 */
export function seal(key: Uint8Array, name: string, text: string): Buffer {
  const plain = Buffer.from(text)
  const head = Buffer.concat([MAGIC, Buffer.alloc(4)])
  head.writeUInt32BE(plain.length, MAGIC.length)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce)
  cipher.setAAD(Buffer.concat([head, Buffer.from(name)]))
  return Buffer.concat([head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** @throws StoreError `damaged`; the message says whether the data was cut short or changed */
export function unseal(key: Uint8Array, name: string, bytes: Uint8Array): string {
  const data = Buffer.from(bytes)
  const head = data.subarray(0, HEAD_BYTES)
  const complete = head.length === HEAD_BYTES
  if (!head.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, head.length))) {
    throw new StoreError('damaged', 'a sealed file is not one of ours')
  }
  const length = complete ? head.readUInt32BE(MAGIC.length) : 0
  const body = data.subarray(HEAD_BYTES)
  if (!complete || body.length !== NONCE_BYTES + length + TAG_BYTES) {
    throw new StoreError(
      'damaged',
      'a sealed file is not of the length that it says: it was truncated',
    )
  }
  const nonce = body.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.concat([head, Buffer.from(name)]))
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  try {
    const text = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString()
  } catch (error) {
    throw new StoreError('damaged', 'a sealed file was changed after it was written', error)
  }
}
