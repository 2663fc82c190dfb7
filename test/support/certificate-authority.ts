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
  /** The first year of its validity, which is then one of ten years: `2090`. */
  firstYear?: number
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
  const { issuer, isAuthority = false, algorithm = 'P-256', days = 30 } = options
  const { names, firstYear } = options
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
  const files = ['-in', request, '-extfile', extensions, '-out', cert]
  if (firstYear === undefined) {
    const by = issuer
      ? ['-CA', issuer.cert, '-CAkey', issuer.key, '-CAcreateserial']
      : ['-signkey', key]
    openssl('x509', '-req', ...by, '-days', String(days), ...files)
  } else {
    const config = join(folder, `${name}.cnf`)
    writeFileSync(join(folder, `${name}.db`), '')
    writeFileSync(config, caConfig(join(folder, `${name}.db`)))
    const by = issuer
      ? ['-cert', issuer.cert, '-keyfile', issuer.key]
      : ['-selfsign', '-keyfile', key]
    const [from, until] = [firstYear, firstYear + 10].map((year) => `${year}0101000000Z`)
    const dates = ['-startdate', from ?? '', '-enddate', until ?? '']
    openssl('ca', '-batch', '-config', config, ...by, ...dates, '-outdir', folder, ...files)
  }
  return { cert, key, pem: readFileSync(cert, 'utf8') }
}

/** What `openssl ca` needs, which alone can set the first day. */
const caConfig = (database: string): string => `[ca]
default_ca = own
[own]
database = ${database}
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
`

/** Writes a key in another form. @returns path of the new file */
export function convertKey(key: string, name: string, ...args: string[]): string {
  const path = `${key}.${name}`
  openssl(...args, '-in', key, '-out', path)
  return path
}
