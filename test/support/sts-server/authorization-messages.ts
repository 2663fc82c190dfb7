import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const KEY = randomBytes(32)
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encodes the details of a denied request as a service does. Only STS can decode them. */
export function encodeAuthorizationMessage(details: object): string {
  const nonce = randomBytes(NONCE_BYTES)
  // The message then starts with a letter. The AWS CLI takes one that starts with "-" for a flag.
  nonce[0] = 1
  const cipher = createCipheriv('aes-256-gcm', KEY, nonce)
  const encrypted = Buffer.concat([cipher.update(JSON.stringify(details)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url')
}

/** @returns details as JSON; undefined if not from {@link encodeAuthorizationMessage} */
export function decodeAuthorizationMessage(message: string): string | undefined {
  const bytes = Buffer.from(message, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', KEY, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const encrypted = bytes.subarray(NONCE_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString()
  } catch {
    return undefined
  }
}
