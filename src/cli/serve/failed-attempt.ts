import { RolecallError } from '../../core/errors.js'

/** After a failure: SDKs repeat a failed request for some seconds. */
export const FAILURE_PAUSE_MS = 3000

/** After a prompt that was not answered: the retries of one SDK must not prompt again. */
const DECLINED_PAUSE_MS = 30_000

/**
 * Milliseconds until the next attempt. A person who has declined, or has not answered, is not
 * prompted again at once.
 */
export function pauseAfter({ code, reason }: RolecallError): number {
  const isDeclined = code === 'interrupted' || (code === 'interaction' && reason !== 'cannot-ask')
  return isDeclined ? DECLINED_PAUSE_MS : FAILURE_PAUSE_MS
}

/** An error of the program itself as one that clients can read. */
export function unexpectedError(cause: unknown): RolecallError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new RolecallError('failed', message, { cause })
}
