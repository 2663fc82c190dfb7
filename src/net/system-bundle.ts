import { envVar, type Env } from '../core/env.js'
import { readBytes } from '../system/files/read-bytes.js'

/** Where Linux distributions, BSDs and macOS keep the certificate authorities, in PEM. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

const MAX_BUNDLE_BYTES = 16 * 1024 * 1024

/**
 * The file with the system's certificate authorities, as PEM: that of SSL_CERT_FILE (OpenSSL's
 * variable), or the distribution's.
 * @returns undefined if there is none
 */
export function systemBundle(env: Env): Uint8Array | undefined {
  const named = envVar(env, 'SSL_CERT_FILE')
  for (const path of named === undefined ? BUNDLES : [named]) {
    try {
      return readBytes(path, MAX_BUNDLE_BYTES)
    } catch {
      // The next distribution's path.
    }
  }
  return undefined
}
