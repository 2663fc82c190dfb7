import { isoSeconds } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { readCertificates, type Certificate } from '../../system/x509.js'

/** A text, and what names its file, for messages. */
export interface NamedPem {
  text: string
  /** A path. */
  path: string
}

/**
 * The certificate of a file, then its intermediates. They follow it in the same file, or are in a
 * file of their own, which may begin with the certificate itself.
 * @param now milliseconds since 1970
 * @throws RolecallError 'config' for what AWS would refuse: an expired certificate, that of a
 * certificate authority, a chain with a gap or in the wrong order
 */
export function checkedCertificates(
  file: NamedPem,
  chain: NamedPem | undefined,
  now: number,
): [Certificate, ...Certificate[]] {
  const [certificate, ...rest] = certificatesIn(file)
  if (certificate.isAuthority) {
    throw certificateError(
      `the first certificate in ${file.path} is that of a certificate authority: ${certificate.name}`,
      'write your own certificate first, then that of its issuer, and so on',
    )
  }
  const given = chain ? certificatesIn(chain) : rest
  const intermediates = given.filter(({ der }) => der !== certificate.der)
  refuseBadTime(certificate, file.path, now)
  const chainPath = chain?.path ?? file.path
  refuseBadOrder(certificate, intermediates, chainPath)
  for (const each of intermediates) refuseBadTime(each, chainPath, now)
  return [certificate, ...intermediates]
}

function certificatesIn({ text, path }: NamedPem): [Certificate, ...Certificate[]] {
  const [first, ...others] = readable(text, path)
  if (first) return [first, ...others]
  throw certificateError(
    `${path} contains no certificate in PEM`,
    `it begins with -----BEGIN CERTIFICATE-----; to convert it: openssl x509 -inform der -in FILE -out FILE.pem`,
  )
}

function readable(text: string, path: string): Certificate[] {
  try {
    return readCertificates(text)
  } catch (cause) {
    throw new RolecallError('config', `${path} contains a certificate that cannot be read`, {
      hint: `it may be cut off: openssl x509 -in FILE -noout -text`,
      cause,
    })
  }
}

function refuseBadTime({ name, validFrom, validTo }: Certificate, path: string, now: number): void {
  if (now > validTo) {
    throw certificateError(
      `the certificate of ${name} expired at ${isoSeconds(validTo)}: ${path}`,
      'get a new one from its certificate authority; or check the clock of this machine',
    )
  }
  if (now < validFrom) {
    throw certificateError(
      `the certificate of ${name} is not valid before ${isoSeconds(validFrom)}: ${path}`,
      'check the clock of this machine',
    )
  }
}

/** Each certificate must have been issued by the next one. */
function refuseBadOrder(
  certificate: Certificate,
  intermediates: readonly Certificate[],
  path: string,
): void {
  for (const [index, each] of intermediates.entries()) {
    const issued = intermediates[index - 1] ?? certificate
    if (issued.isIssuedBy(each)) continue
    const issuer = intermediates.find((other) => other !== issued && issued.isIssuedBy(other))
    if (issuer) {
      throw certificateError(
        `the chain in ${path} is in the wrong order: ${issuer.name} issued ${issued.name}, but ${each.name} comes next`,
        'write the issuer of your certificate first, then the issuer of that, and so on',
      )
    }
    throw certificateError(
      `the chain in ${path} is incomplete: ${each.name} did not issue ${issued.name}`,
      'it has to contain the issuer of your certificate, the issuer of that, and so on, up to the trust anchor',
    )
  }
}

function certificateError(message: string, hint: string): RolecallError {
  return new RolecallError('config', printable(message), { hint })
}
