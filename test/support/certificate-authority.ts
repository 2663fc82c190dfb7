import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A certificate with its key, made by openssl. */
export interface Issued {
  /** Paths. */
  cert: string
  key: string
  /** PEM. */
  pem: string
}

/** What a certificate is made for. */
export interface IssueOptions {
  /** Undefined: it issues itself. */
  issuer?: Issued
  isAuthority?: boolean
  /** `rsa:2048` or the name of a curve. */
  algorithm?: string
  /** Of its validity; negative for one that has ended. */
  days?: number
  /** Of a server: `DNS:localhost`, `IP:127.0.0.1`. */
  names?: readonly string[]
}

const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' })

/**
 * Issues a certificate with a key of its own.
 * @param name common name, and name of the files
 */
export function issue(folder: string, name: string, options: IssueOptions = {}): Issued {
  const { issuer, isAuthority = false, algorithm = 'P-256', days = 30, names } = options
  const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((extension) =>
    join(folder, `${name}.${extension}`),
  ) as [string, string, string, string]
  const kind = algorithm.startsWith('rsa')
    ? ['RSA', 'rsa_keygen_bits:2048']
    : ['EC', `ec_paramgen_curve:${algorithm}`]
  openssl('genpkey', '-algorithm', kind[0] ?? '', '-pkeyopt', kind[1] ?? '', '-out', key)
  openssl('req', '-new', '-key', key, '-subj', `/CN=${name}`, '-out', request)
  const uses = isAuthority
    ? 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
    : 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n'
  writeFileSync(extensions, names ? `${uses}subjectAltName=${names.join()}\n` : uses)
  const by = issuer
    ? ['-CA', issuer.cert, '-CAkey', issuer.key, '-CAcreateserial']
    : ['-signkey', key]
  openssl(
    'x509',
    '-req',
    '-in',
    request,
    ...by,
    '-days',
    String(days),
    '-extfile',
    extensions,
    '-out',
    cert,
  )
  return { cert, key, pem: readFileSync(cert, 'utf8') }
}

/** Writes a key in another form. @returns path of the new file */
export function convertKey(key: string, name: string, ...args: string[]): string {
  const path = `${key}.${name}`
  openssl(...args, '-in', key, '-out', path)
  return path
}
