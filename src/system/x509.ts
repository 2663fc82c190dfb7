import { createPrivateKey, createSign, X509Certificate, type KeyObject } from 'node:crypto'

/*
 * Certificates and private keys in PEM. OpenSSL, inside Node, reads PKCS#8, PKCS#1 and SEC1, with
 * and without a passphrase.
 */

export interface Certificate {
  /** DER in base64. */
  der: string
  /** The common name, or else the whole subject on one line. */
  name: string
  /** Decimal. */
  serial: string
  /** Milliseconds since 1970. */
  validFrom: number
  validTo: number
  isAuthority: boolean
  /** Whether the other certificate issued this one, by name and by signature. */
  isIssuedBy: (other: Certificate) => boolean
  matches: (key: PrivateKey) => boolean
}

/** A private key that can sign. */
export interface PrivateKey {
  /** `rsa`, `ec`, or another type of OpenSSL. */
  type: string
  /** Signs a text: SHA-256 with PKCS#1 v1.5 or ECDSA in DER. @returns hex */
  sign: (text: string) => string
}

const originals = new WeakMap<Certificate, X509Certificate>()
const keys = new WeakMap<PrivateKey, KeyObject>()

const CERTIFICATE_BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g
const KEY_BLOCK = /-----BEGIN ((?:[A-Z]+ )*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/

/**
 * The certificates of a text, in its order.
 * @throws Error if a block is not a certificate
 */
export function readCertificates(pem: string): Certificate[] {
  return [...pem.matchAll(CERTIFICATE_BLOCK)].map(([block]) => {
    const original = new X509Certificate(block)
    const certificate: Certificate = {
      der: original.raw.toString('base64'),
      name: /^CN=(.+)$/m.exec(original.subject)?.[1] ?? original.subject.replaceAll('\n', ', '),
      serial: BigInt(`0x${original.serialNumber}`).toString(),
      validFrom: Date.parse(original.validFrom),
      validTo: Date.parse(original.validTo),
      isAuthority: original.ca,
      isIssuedBy(other) {
        const issuer = originals.get(other)
        return issuer !== undefined && isIssued(original, issuer)
      },
      matches(key) {
        const own = keys.get(key)
        return own !== undefined && original.checkPrivateKey(own)
      },
    }
    originals.set(certificate, original)
    return certificate
  })
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/** The private key of a text, which may contain certificates too. @returns undefined without one */
export function privateKeyBlock(pem: string): string | undefined {
  return KEY_BLOCK.exec(pem)?.[0]
}

/** Whether reading the key takes a passphrase. */
export function isEncryptedKey(block: string): boolean {
  return /BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(block)
}

/** @throws Error if OpenSSL does not read it as a key, or the passphrase is wrong */
export function readPrivateKey(block: string, passphrase?: string): PrivateKey {
  const original = createPrivateKey({
    key: block,
    format: 'pem',
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  const key: PrivateKey = {
    type: original.asymmetricKeyType ?? 'unknown',
    sign: (text) => createSign('sha256').update(text).sign(original, 'hex'),
  }
  keys.set(key, original)
  return key
}
