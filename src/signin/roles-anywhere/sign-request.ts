import type { CertificateIdentity } from '../../core/credentials.js'
import { sha256Hex } from '../../system/crypto.js'

/** A POST with a JSON body. */
export interface UnsignedRequest {
  /** Of the service, with a path. */
  url: URL
  body: string
  region: string
  /** Milliseconds since 1970, by the clock of AWS. */
  at: number
}

/**
 * The headers of a request that a certificate signs, as IAM Roles Anywhere defines them
 * (docs/contracts.md §12). They are those of Signature Version 4, but for the certificate and its
 * chain, and for the signature: the private key signs the text itself, and no key is derived.
 */
export function signedHeaders(
  { url, body, region, at }: UnsignedRequest,
  { certificates: [certificate = '', ...chain], serial, algorithm, sign }: CertificateIdentity,
): Record<string, string> {
  const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${date.slice(0, 8)}/${region}/rolesanywhere/aws4_request`
  // In the order of the alphabet, as they are signed.
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host: url.host,
    'x-amz-date': date,
    'x-amz-x509': certificate,
    ...(chain.length > 0 ? { 'x-amz-x509-chain': chain.join(',') } : {}),
  }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const query = url.search.slice(1)
  const canonical = ['POST', url.pathname, query, lines.join(''), names, sha256Hex(body)].join('\n')
  const signature = sign([algorithm, date, scope, sha256Hex(canonical)].join('\n'))
  const authorization = `${algorithm} Credential=${serial}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { ...headers, authorization }
}
