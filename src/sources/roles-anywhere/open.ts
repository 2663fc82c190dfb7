import type { CertificateIdentity } from '../../core/credentials.js'
import { sha256 } from '../../core/digest/sha256.js'
import { RolecallError } from '../../core/errors.js'
import type { RolesAnywhereSource } from '../../core/source/certificate.js'
import { checkedCertificates } from '../../signin/roles-anywhere/check-certificate.js'
import { readNamed } from '../../system/files/read-named.js'
import type { Host } from '../../system/host.js'
import {
  isEncryptedKey,
  privateKeyBlock,
  type Certificate,
  type PrivateKey,
} from '../../system/x509.js'
import type { OpenContext } from '../open-context.js'
import { unlocked, readPlainKey } from './unlock-key.js'

/**
 * The certificate and its key. Whatever AWS would refuse is an error before the call.
 * @throws RolecallError 'config'; 'interaction' if no prompt for the passphrase is possible
 */
export async function openRolesAnywhere(
  source: RolesAnywhereSource,
  context: OpenContext,
): Promise<CertificateIdentity> {
  const { certificates, block, ...hashes } = readFiles(source, context.host)
  const [certificate] = certificates
  const key = await unlocked(block, source, context)
  return {
    certificates: certificates.map(({ der }) => der),
    ...hashes,
    serial: certificate.serial,
    algorithm: fittingAlgorithm(key, certificate, source),
    sign: (text) => key.sign(text),
  }
}

/**
 * Checks what can be checked without a passphrase and without a call.
 * @throws RolecallError 'config' as {@link openRolesAnywhere}
 */
export function checkRolesAnywhere(source: RolesAnywhereSource, host: Pick<Host, 'now'>): void {
  const { certificates, block } = readFiles(source, host)
  if (!isEncryptedKey(block)) fittingAlgorithm(readPlainKey(block, source), certificates[0], source)
}

/** The files of a source, as far as they can be checked without the passphrase. */
function readFiles(
  { certificate, chain, key, profile }: RolesAnywhereSource,
  host: Pick<Host, 'now'>,
): {
  certificates: [Certificate, ...Certificate[]]
  certificateHash: string
  keyHash: string
  /** PEM of the private key. */
  block: string
} {
  const from = (name: string): string => `rolecall_${name} of profile ${profile}`
  const text = readNamed(certificate, from('x509_certificate'))
  const ofChain = chain && { text: readNamed(chain, from('x509_chain')), path: chain }
  const certificates = checkedCertificates(
    { text, path: certificate },
    ofChain || undefined,
    host.now().at,
  )
  const ofKey = key === certificate ? text : readNamed(key, from('x509_key'))
  const block = privateKeyBlock(ofKey)
  const hashes = { certificateHash: sha256(text.trim()), keyHash: sha256(ofKey.trim()) }
  if (block !== undefined) return { certificates, block, ...hashes }
  throw new RolecallError('config', `${key} contains no private key in PEM`, {
    hint: 'it contains a line -----BEGIN PRIVATE KEY-----; to convert it: openssl pkey -inform der -in FILE -out FILE.pem',
  })
}

/** @throws RolecallError 'config' for a key that does not fit, or that AWS does not accept */
function fittingAlgorithm(
  key: PrivateKey,
  certificate: Certificate,
  source: RolesAnywhereSource,
): CertificateIdentity['algorithm'] {
  if (!certificate.matches(key)) {
    throw new RolecallError(
      'config',
      `the key in ${source.key} does not match the certificate of ${certificate.name} in ${source.certificate}`,
      { hint: 'correct rolecall_x509_key: it must be the key that the certificate was issued for' },
    )
  }
  if (key.type === 'rsa') return 'AWS4-X509-RSA-SHA256'
  if (key.type === 'ec') return 'AWS4-X509-ECDSA-SHA256'
  throw new RolecallError('config', `the key in ${source.key} is of the type ${key.type}`, {
    hint: 'IAM Roles Anywhere accepts certificates with RSA and ECDSA keys',
  })
}
