import type { Caller } from './authenticate.js'
import type { Input } from './input.js'
import type { MfaAuthority } from './mfa.js'
import type { Model, Principal, Session } from './model.js'
import type { XmlTree } from './xml.js'

/** State and functions of the server that an operation may use. */
export interface StsContext {
  model: Model
  mfa: MfaAuthority
  sessions: readonly Session[]
  /** Milliseconds since 1970 by the server's clock. */
  now: number
  /** Issues and records a session. */
  issue(principal: Principal, seconds: number, properties?: Partial<Session>): Session
}

/** A request of an authenticated caller. */
export interface SignedCall extends StsContext {
  input: Input
  caller: Caller
}

export interface UnsignedCall extends StsContext {
  input: Input
}

/** An operation of the STS API. Each has a file and a line in table.ts in operations/. */
export type Operation =
  | { signed: true; run(call: SignedCall): XmlTree }
  | { signed: false; run(call: UnsignedCall): XmlTree }

/** The content of the `Credentials` element. */
export function credentialsXml(session: Session): XmlTree {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiration).toISOString().replace(/\.\d+/, ''),
  }
}
