/** AWS credentials: what is needed to sign a request. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  /** Present if and only if the credentials are temporary. */
  sessionToken?: string
  /**
   * ISO 8601, UTC, whole seconds: `2026-11-21T10:30:00Z`. Every SDK parses this form
   * (docs/contracts.md §1.3).
   */
  expiration?: string
  /** Twelve digits. */
  accountId?: string
}

/**
 * Temporary credentials with the clock reading at their issue, so that their remaining time can be
 * computed later without a network call.
 */
export interface Session extends Credentials {
  sessionToken: string
  expiration: string
  issued: ClockReading
  /** ARN of the credentials' principal, if STS returned it. */
  arn?: string
  /** How much of the space for session policies and tags is used, in per cent; never stored. */
  packedPolicySize?: number
}

/** Token of an identity provider. AssumeRoleWithWebIdentity accepts it instead of a signature. */
export interface IdentityToken {
  /** A JSON Web Token. */
  webIdentityToken: string
  /** Hash of the user whom a sign-in returned; undefined for a token from elsewhere. */
  user?: string
}

/** A role that a SAML assertion offers, with the ARN of its identity provider in IAM. */
export interface SamlRole {
  roleArn: string
  providerArn: string
}

/** A SAML assertion with the fields that rolecall reads. Only STS verifies its signature. */
export interface SamlAssertion {
  /** Base64, as STS accepts it. A secret while it is valid. */
  samlAssertion: string
  roles: SamlRole[]
  /** Set if only AWS can decrypt the assertion, so that `roles` is unknown. */
  encrypted?: true
  /** Session duration requested by the provider, in seconds. */
  sessionDuration?: number
  sessionName?: string
  /** ISO 8601. */
  notOnOrAfter?: string
  /** Hash of the identity provider and the user. */
  user: string
}

/** A certificate with its private key, as IAM Roles Anywhere authenticates a call. */
export interface CertificateIdentity {
  /** DER in base64: the certificate, then its intermediates in the order of the chain. */
  certificates: readonly string[]
  /** Serial number of the certificate, decimal. */
  serial: string
  /** SHA-256 of the certificate's file as it was read, hex. */
  certificateHash: string
  /** The same of the key's file. */
  keyHash: string
  algorithm: 'AWS4-X509-RSA-SHA256' | 'AWS4-X509-ECDSA-SHA256'
  /** Signs a text with the private key, which stays in this function. @returns hex */
  sign: (text: string) => string
}

/** A login at a Cognito identity pool, or a guest. */
export interface PoolLogin {
  /** The login's token; undefined for a guest. */
  login: IdentityToken | undefined
}

/** What authenticates a call: a signature, a token, an assertion, a certificate or a login. */
export type SigningIdentity =
  Credentials | IdentityToken | SamlAssertion | CertificateIdentity | PoolLogin

/** One reading of all clocks, taken at the same moment. */
export interface ClockReading {
  /** Local wall clock, milliseconds since 1970. */
  at: number
  /** STS's clock minus the local one, in milliseconds, from the `Date` header; 0 if unknown. */
  serverOffset: number
  /** Identifies the current boot; empty if the system has no such ID. */
  bootId: string
  /** Seconds since boot, including sleep. */
  uptime: number
}

/**
 * Formats a time. rolecall writes all times in this form.
 * @param time milliseconds since 1970
 * @returns ISO 8601, UTC, whole seconds, with `Z`
 */
export function isoSeconds(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}
