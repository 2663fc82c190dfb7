import { concatBytes, equalBytes, utf8Bytes, utf8Text } from '../../system/bytes.js'
import { decryptAesGcm, encryptAesGcm, randomBytes } from '../../system/crypto.js'
import { StoreError } from '../store.js'

/** Length of a key of {@link seal}. */
export const KEY_BYTES = 32

const NONCE_BYTES = 12
const TAG_BYTES = 16
const FORMAT_NAME = utf8Bytes('RCS1')
/** The format's name, then the length of the text as a big-endian 32-bit number. */
const HEAD_BYTES = FORMAT_NAME.length + 4

/**
 * Encrypts a text with AES-256-GCM under a random nonce: head, nonce, ciphertext, tag. The head
 * contains the length, so that a truncated file can be distinguished from a modified one.
 * @param name bound to the text, so that encrypted files cannot be swapped for one another
 */
export function seal(key: Uint8Array, name: string, text: string): Uint8Array {
  const plain = utf8Bytes(text)
  const head = concatBytes([FORMAT_NAME], HEAD_BYTES)
  lengthField(head).setUint32(0, plain.length)
  const nonce = randomBytes(NONCE_BYTES)
  const associated = concatBytes([head, utf8Bytes(name)])
  return concatBytes([head, nonce, encryptAesGcm(key, nonce, associated, plain)])
}

/**
 * The inverse of {@link seal}.
 * @throws StoreError 'damaged'; the message says whether the data was truncated or modified
 */
export function unseal(key: Uint8Array, name: string, data: Uint8Array): string {
  const head = data.subarray(0, HEAD_BYTES)
  const formatName = head.subarray(0, FORMAT_NAME.length)
  if (!equalBytes(formatName, FORMAT_NAME.subarray(0, formatName.length))) {
    throw new StoreError('damaged', "a file is not one of rolecall's encrypted files")
  }
  const body = data.subarray(HEAD_BYTES)
  const isComplete = head.length === HEAD_BYTES
  const length = isComplete ? lengthField(head).getUint32(0) : 0
  if (!isComplete || body.length !== NONCE_BYTES + length + TAG_BYTES) {
    throw new StoreError('damaged', 'an encrypted file was truncated')
  }
  const nonce = body.subarray(0, NONCE_BYTES)
  const associated = concatBytes([head, utf8Bytes(name)])
  try {
    return utf8Text(decryptAesGcm(key, nonce, associated, body.subarray(NONCE_BYTES)))
  } catch (error) {
    throw new StoreError('damaged', 'an encrypted file was modified after it was written', error)
  }
}

function lengthField(head: Uint8Array): DataView {
  return new DataView(head.buffer, head.byteOffset + FORMAT_NAME.length, 4)
}
