import type { Caller } from './authenticate.js'
import type { Input } from './input.js'
import type { MfaAuthority } from './mfa.js'
import type { Model, Principal, Session } from './model.js'
import type { XmlTree } from './xml.js'

/** Everything an operation may know about the world. */
export interface Sts {
  model: Model
  mfa: MfaAuthority
  sessions: readonly Session[]
  /** Milliseconds since 1970 by the server's clock. */
  now: number
  issue(principal: Principal, seconds: number, carried?: Partial<Session>): Session
}

/** A request that is signed by somebody known. */
export interface SignedCall extends Sts {
  input: Input
  caller: Caller
}

export interface UnsignedCall extends Sts {
  input: Input
}

/** One operation of the STS API. Adding one is a file in operations/ and a line in its table. */
export type Operation =
  | { signed: true; run(call: SignedCall): XmlTree }
  | { signed: false; run(call: UnsignedCall): XmlTree }

/** The `Credentials` element. */
export function credentialsXml(session: Session): XmlTree {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiration).toISOString().replace(/\.\d+/, ''),
  }
}
