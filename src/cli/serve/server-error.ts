import type { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import type { LoopbackReply } from '../../net/loopback-server.js'

/**
 * The body of an error. Go, Rust and Python read the lower-case names, JavaScript the others
 * (docs/contracts.md §2.1).
 */
export function errorBody(code: string, message: string): object {
  return { code, message, Code: code, Message: message }
}

/** A refusal for a client, in one line that an SDK shows or logs. */
export function refused(status: number, code: string, message: string): LoopbackReply {
  return { status, body: errorBody(code, message) }
}

/** What a client gets if there is no session. SDKs try again after 503. */
export function unavailable({ message, hint }: RolecallError): LoopbackReply {
  const text = hint === undefined ? message : `${message} (${hint})`
  return refused(503, 'NoCredentials', `rolecall: ${printable(text)}`)
}
