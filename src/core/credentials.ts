/** What STS, a file, the environment or another process gives: enough to sign a request. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  /** Present exactly when the credentials are temporary. */
  sessionToken?: string
  /** ISO 8601, UTC, whole seconds: `2026-11-21T10:30:00Z`, the one form that every SDK parses (contracts §1.3). */
  expiration?: string
  /** Twelve digits. */
  accountId?: string
}

/**
 * Temporary credentials together with what is needed to tell, later and without asking anybody,
 * how long they still live.
 */
export interface Session extends Credentials {
  sessionToken: string
  expiration: string
  issued: ClockReading
  /** ARN of the principal that the credentials stand for, where STS said it. */
  arn?: string
}

/** What an identity provider says of somebody: it signs nothing, STS takes it in the place of a signature. */
export interface IdentityToken {
  /** A JSON web token. */
  webIdentityToken: string
}

/** A role that an identity provider offers, and the name under which AWS knows that provider. */
export interface SamlRole {
  roleArn: string
  providerArn: string
}

/** What a SAML identity provider says of somebody. STS checks it; until then it is a claim. */
export interface SamlAssertion {
  /** Base64, as STS takes it: a secret while it is valid. */
  samlAssertion: string
  roles: SamlRole[]
  /** Only AWS can read it: which roles it offers is not known here. */
  encrypted?: true
  /** Seconds, what the provider wishes. */
  sessionDuration?: number
  sessionName?: string
  /** ISO 8601. */
  notOnOrAfter?: string
}

/** What one STS call stands on. */
export type SigningIdentity = Credentials | IdentityToken | SamlAssertion

/** One reading of all clocks at once. */
export interface ClockReading {
  /** The local clock, milliseconds since 1970. */
  at: number
  /** STS's clock minus the local one in milliseconds, from the `Date` header; 0 where not known. */
  serverOffset: number
  /** Changes at every boot; empty where the system does not tell. */
  bootId: string
  /** Seconds since boot, sleep included. */
  uptime: number
}

/**
 * The one way a time leaves rolecall.
 * @param time milliseconds since 1970
 * @returns ISO 8601, UTC, whole seconds, with `Z`
 */
export function isoSeconds(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}
