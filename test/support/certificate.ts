import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** PEM texts of a certificate that only who is told trusts. */
export interface Certificate {
  key: string
  cert: string
  /** The certificate as a file, for AWS_CA_BUNDLE. */
  path: string
}

/** @param folder takes the files  @param name DNS name, besides 127.0.0.1 */
export function makeCertificate(folder: string, name: string): Certificate {
  const [key, path] = [join(folder, 'tls.key'), join(folder, 'tls.pem')]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name},IP:127.0.0.1`]
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
