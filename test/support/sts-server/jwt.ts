import { createPublicKey, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto'

export interface Jwt {
  header: { alg?: string; kid?: string }
  claims: Record<string, unknown>
  /** Header and claims as they were signed. */
  signed: string
  signature: Buffer
}

const DIGESTS: Readonly<Record<string, string>> = {
  RS256: 'sha256',
  ES256: 'sha256',
  ES384: 'sha384',
}

/** Parses a JSON Web Token without a check of its signature. @returns undefined if malformed */
export function readJwt(token: string): Jwt | undefined {
  const [header = '', claims = '', signature = '', ...rest] = token.split('.')
  try {
    const parse = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
    if (!signature || rest.length) return undefined
    return {
      header: parse(header) as Jwt['header'],
      claims: parse(claims) as Jwt['claims'],
      signed: `${header}.${claims}`,
      signature: Buffer.from(signature, 'base64url'),
    }
  } catch {
    return undefined
  }
}

/** True if the signature was made with one of the keys. */
export function isSignedBy(
  { header, signed, signature }: Jwt,
  keys: readonly JsonWebKey[],
): boolean {
  const digest = DIGESTS[header.alg ?? '']
  if (digest === undefined) return false
  return keys
    .filter(
      (key) =>
        key['kid'] === header.kid && (header.alg?.startsWith('RS') ? 'RSA' : 'EC') === key.kty,
    )
    .map((jwk) => createPublicKey({ key: jwk, format: 'jwk' }))
    .some((key) =>
      verify(digest, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature),
    )
}

/** Creates a signed JSON Web Token. @param algorithm RS256, ES256 or ES384 */
export function writeJwt(claims: object, algorithm: string, key: KeyObject, kid: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: algorithm, typ: 'JWT', kid })}.${encode(claims)}`
  const signature = sign(DIGESTS[algorithm], Buffer.from(signed), {
    key,
    dsaEncoding: 'ieee-p1363',
  })
  return `${signed}.${signature.toString('base64url')}`
}
