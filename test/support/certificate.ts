import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A self-signed TLS certificate. Only clients that are configured with it trust it. */
export interface Certificate {
  /** PEM. */
  key: string
  /** PEM. */
  cert: string
  /** File that contains the certificate, for AWS_CA_BUNDLE. */
  path: string
}

/**
 * Creates a self-signed certificate for 127.0.0.1 and DNS names.
 * @param folder folder for the key and certificate files
 */
export function makeCertificate(folder: string, ...names: [string, ...string[]]): Certificate {
  const [name] = names
  const [key, path] = [join(folder, 'tls.key'), join(folder, 'tls.pem')]
  const subject = [
    '-subj',
    `/CN=${name}`,
    '-addext',
    `subjectAltName=${names.map((each) => `DNS:${each}`).join()},IP:127.0.0.1`,
  ]
  const files = ['-keyout', key, '-out', path]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      ...files,
      ...subject,
    ],
    { stdio: 'ignore' },
  )
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(path, 'utf8'), path }
}
