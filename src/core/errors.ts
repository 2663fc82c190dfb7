/** Kind of failure. It determines the exit status. */
export type ErrorCode =
  'failed' | 'usage' | 'config' | 'refused' | 'interaction' | 'keychain' | 'interrupted'

/** Exit status of a command by the code of its error. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  failed: 1,
  config: 1,
  usage: 2,
  refused: 3,
  interaction: 4,
  keychain: 5,
  interrupted: 130,
}

/** A failure that rolecall handles instead of only printing it. */
export type ErrorReason =
  | 'wrong-code'
  | 'chaining-limit'
  | 'role-limit'
  /** No prompt was possible or allowed in this process; another process may be able to prompt. */
  | 'cannot-ask'
  /** The message quotes another program's output, which may be secret: never written to a file. */
  | 'quotes'

/** A name that may be misspelt, and the names that exist. */
export interface Misspelt {
  name: string
  known: readonly string[]
}

/** A profile that lacks something, and its keys, one of which may be misspelt. */
export interface ProfileKeys {
  profile: string
  keys: readonly string[]
}

/** What an error has in addition to its message. */
export interface ErrorDetails {
  /** What to do next: a lower-case sentence. */
  hint?: string
  /**
   * A name that does not exist; if a known one is similar, the CLI suggests it instead of the hint.
   */
  misspelt?: Misspelt
  /** The command in the hint that mends it in most cases; `doctor` prints it on its own line. */
  command?: string
  /**
   * The profiles that lack something, the one that the message names first. If one of their keys is
   * almost a known one, the CLI suggests that instead of the hint.
   */
  profileKeys?: readonly ProfileKeys[]
  /** Error code of STS if AWS refused: `AccessDenied`. */
  awsCode?: string
  /** Set if a caller can handle this failure. */
  reason?: ErrorReason
  /** AWS's clock minus the local one, if AWS's answer was dated: milliseconds. */
  clockOffsetMs?: number | undefined
  /** Underlying error; only `--debug` shows it. */
  cause?: unknown
}

/**
 * The error class for all expected failures. Use {@link isRolecallError} instead of `instanceof`:
 * the fast path and the full program are two bundles, each with its own copy of this class.
 */
export class RolecallError extends Error {
  override readonly name = 'RolecallError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly misspelt: Misspelt | undefined
  readonly command: string | undefined
  readonly profileKeys: readonly ProfileKeys[] | undefined
  readonly awsCode: string | undefined
  readonly reason: ErrorReason | undefined
  readonly clockOffsetMs: number | undefined

  /** @param message lower case, no full stop, no secret; the printing side sanitises it */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.misspelt = details.misspelt
    this.command = details.command
    this.profileKeys = details.profileKeys
    this.awsCode = details.awsCode
    this.reason = details.reason
    this.clockOffsetMs = details.clockOffsetMs
  }
}

/** Type guard that works across both bundles. */
export function isRolecallError(error: unknown): error is RolecallError {
  return error instanceof Error && error.name === 'RolecallError'
}

/** @returns undefined if the work throws a {@link RolecallError} */
export function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (isRolecallError(error)) return undefined
    throw error
  }
}
