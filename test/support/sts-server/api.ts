import type { Fault, FaultOptions } from './faults.js'
import type { MfaAuthority } from './mfa.js'
import type { Model, Session } from './model.js'

/** A request, recorded for tests. */
export interface RecordedRequest {
  operation: string
  params: Record<string, string>
  /** ARN of the principal that signed; undefined if it was not authenticated. */
  caller?: string
  /** Access key ID that signed. */
  accessKeyId?: string
  /** Access key ID of the session that the response contains. */
  issuedKeyId?: string
  /** Region in the credential scope. */
  region?: string
  userAgent: string
  /** The ID of the SDK's call; the same in each of its attempts. */
  invocation?: string
  /** Milliseconds since 1970 by the real clock. */
  at: number
  /** HTTP status of the operation, before a fault replaces the response. */
  status?: number
  /** Error code of a failed operation. */
  code?: string
}

/**
 * A running server. Tests may change every property that is not read-only, and the content of
 * `model`, at any time; the next request uses the new value.
 */
export interface StsServer extends AsyncDisposable {
  readonly url: string
  readonly model: Model
  readonly requests: RecordedRequest[]
  /** Every issued session, with its secrets. Change `status` or `expiration` to end one. */
  readonly sessions: Session[]
  /** Milliseconds by which the server's clock is ahead of the real clock. */
  clockShift: number
  /** Milliseconds to wait before each response. */
  latency: number
  /** If set, sessions expire after this many seconds, whatever duration is requested. */
  sessionSeconds: number | undefined
  /** Random bytes in each session token, which is a third longer in base64. */
  tokenBytes: number
  /** The clocks and the used codes of MFA devices, which IAM shares. */
  readonly mfa: MfaAuthority
  /** The recorded requests of one operation. */
  calls(operation: string): RecordedRequest[]
  /** The code that the device displays now, or `stepsAhead` steps of 30 seconds later. */
  code(serial: string, stepsAhead?: number): string
  /** A valid code that was neither used nor returned before, without waiting for the next step. */
  freshCode(serial: string): string
  /** Plans a fault. @param operation name of an operation, or `*` for all */
  fault(operation: string, fault: Fault, options?: FaultOptions): void
  clearFaults(): void
  /** Issues a session of a role as the EC2 instance metadata service would. */
  instanceSession(roleArn: string, seconds?: number): Session
  /** Issues a session of a role as a service that assumes it would. */
  roleSession(roleArn: string, sessionName: string, seconds: number): Session
  /** All long-term and issued secrets and all MFA seeds, for tests that search for leaks. */
  secrets(): string[]
  close(): Promise<void>
}

export interface StsOptions {
  /** PEM texts of key and certificate. If set, the server uses HTTPS. */
  tls?: { key: string; cert: string }
}
