import { base64Url } from '../../system/bytes.js'
import type { P256Key } from '../../system/p256.js'

/**
 * A proof that the sender of a request has the key to which a refresh token is bound (RFC 9449
 * §4.2). AWS checks it; the members are those that the AWS CLI sends (docs/contracts.md §7).
 * @param url complete, without a query
 * @param now milliseconds since 1970
 */
export function dpopProof(key: P256Key, url: string, now: number): string {
  const jwk = { kty: 'EC', crv: 'P-256', ...key.publicKey }
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk }
  const claims = {
    ...{ jti: crypto.randomUUID(), htm: 'POST', htu: url },
    iat: Math.floor(now / 1000),
  }
  const text = [header, claims].map((part) => base64Url(JSON.stringify(part))).join('.')
  return `${text}.${key.sign(text)}`
}
