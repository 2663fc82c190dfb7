/** Why a command failed. The code decides the exit status; the words are for the person. */
export type ErrorCode =
  'failed' | 'usage' | 'config' | 'refused' | 'interaction' | 'keychain' | 'interrupted'

export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  failed: 1,
  config: 1,
  usage: 2,
  refused: 3,
  interaction: 4,
  keychain: 5,
  interrupted: 130,
}

/** A failure that more can be done about than to print it. */
export type ErrorReason =
  | 'wrong-code'
  | 'chaining-limit'
  | 'role-limit'
  /** Nobody was asked anything, for want of a terminal or of leave: another process may fare better. */
  | 'cannot-ask'
  /** The message repeats what another program said, which may be anything: it is not for a file. */
  | 'quotes'

export interface ErrorDetails {
  /** What to do next, a sentence in lower case. */
  hint?: string
  /** The STS error code, `AccessDenied`, where AWS refused. */
  awsCode?: string
  /** For the code that can do something about it. */
  reason?: ErrorReason
  /** What the error came from; shown by `--debug` only. */
  cause?: unknown
}

/**
 * The one error class. Recognise it by {@link isRolecallError}, never by `instanceof`: the hot entry and
 * the program are two bundles, each with a class of its own.
 */
export class RolecallError extends Error {
  override readonly name = 'RolecallError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly awsCode: string | undefined
  readonly reason: ErrorReason | undefined

  /** @param message lower case, no full stop, and never a secret; whoever shows it makes it printable (text.ts) */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.awsCode = details.awsCode
    this.reason = details.reason
  }
}

export function isRolecallError(error: unknown): error is RolecallError {
  return error instanceof Error && error.name === 'RolecallError'
}
