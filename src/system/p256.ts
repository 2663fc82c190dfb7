import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'

/** A private key on the curve P-256. */
export interface P256Key {
  /** Coordinates of the public key, base64url. */
  publicKey: { x: string; y: string }
  /** Signs with ES256 (RFC 7518 §3.4). @returns the signature in base64url */
  sign: (text: string) => string
}

/** Generates a private key. @returns it as SEC1 in PEM */
export function newP256Pem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString()
}

/** Reads a private key. @returns undefined if the text is not such a key */
export function p256Key(pem: string): P256Key | undefined {
  try {
    const key = createPrivateKey(pem)
    const { crv, x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' })
    if (crv !== 'P-256') return undefined
    return {
      publicKey: { x, y },
      sign: (text) =>
        sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
    }
  } catch {
    return undefined
  }
}
