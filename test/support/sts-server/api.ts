import type { Fault, FaultOptions } from './faults.js'
import type { Model, Session } from './model.js'

/** One request, for tests to look at. */
export interface RecordedRequest {
  operation: string
  params: Record<string, string>
  /** ARN of who signed; undefined where that could not be told. */
  caller?: string
  /** Of the credential scope. */
  region?: string
  userAgent: string
  /** Milliseconds since 1970, real clock. */
  at: number
  /** HTTP status that the operation ended with, before any fault spoiled the answer. */
  status?: number
  /** The error code, if it failed. */
  code?: string
}

/** A running server. Everything that is not read-only may be changed at any time and holds from the next request on. */
export interface StsServer extends AsyncDisposable {
  readonly url: string
  readonly model: Model
  readonly requests: RecordedRequest[]
  /** Every session that was issued, with its secrets. Change `status` or `expiration` to end one. */
  readonly sessions: Session[]
  /** Milliseconds that the server's clock is ahead of the real one. */
  clockShift: number
  /** Milliseconds before each answer. */
  latency: number
  /** If set, sessions end after so many seconds, whatever was asked for. */
  sessionSeconds: number | undefined
  calls(operation: string): RecordedRequest[]
  /** The six digits on the device's display now, or so many steps of 30 s later. */
  code(serial: string, stepsAhead?: number): string
  /** A valid code that was neither used nor handed out before, without waiting for it. */
  freshCode(serial: string): string
  /** @param operation a name, or `*` for every one */
  fault(operation: string, fault: Fault, options?: FaultOptions): void
  clearFaults(): void
  /** The credentials that the metadata service of an instance would give for a role of the model. */
  instanceSession(roleArn: string, seconds?: number): Session
  /** Every secret that exists here: long-term, issued, and MFA seeds. For tests that look for leaks. */
  secrets(): string[]
  close(): Promise<void>
}

export interface StsOptions {
  /** PEM texts: the server then speaks HTTPS. */
  tls?: { key: string; cert: string }
}
