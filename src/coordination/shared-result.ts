import {
  EXIT_CODES,
  isRolecallError,
  RolecallError,
  type ErrorCode,
  type ErrorReason,
} from '../core/errors.js'
import { isObject, isOptionalString, isNonEmptyString, parseObject } from '../core/json.js'

/** The result of a single-flight, as JSON from one process to another. */
export type SharedResult<T> = { value: T } | { failure: SharedFailure }

/** Type guard: whether a process may use a value that another process sent. */
export type Accepts<T> = (value: unknown) => value is T

/** A RolecallError as data: its message and hint, and AWS's code for it. */
export interface SharedFailure {
  code: ErrorCode
  message: string
  hint?: string | undefined
  awsCode?: string | undefined
  reason?: ErrorReason | undefined
}

/** Failures that waiters would only repeat, at the cost of a prompt or a call. */
const SHARED_CODES = new Set<ErrorCode>(['refused', 'failed', 'interaction', 'interrupted'])

/**
 * What the waiters learn of a failure.
 * @returns undefined if it concerns this process alone, so that a waiter must try for itself
 */
export function sharedFailure(error: unknown): SharedFailure | undefined {
  if (!isRolecallError(error) || !SHARED_CODES.has(error.code)) return undefined
  if (error.reason === 'cannot-ask') return undefined
  const { code, message, hint, awsCode, reason } = error
  return { code, message, hint, awsCode, reason }
}

/** The error that another process shared, to be thrown here. */
export function sharedError({
  code,
  message,
  hint,
  awsCode,
  reason,
}: SharedFailure): RolecallError {
  return new RolecallError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(awsCode === undefined ? {} : { awsCode }),
    ...(reason === undefined ? {} : { reason }),
  })
}

/**
 * Parses what another process sent, which may be another version of rolecall.
 * @returns undefined if it is neither an accepted value nor a failure
 */
export function parseSharedResult<T>(
  text: string,
  accepts: Accepts<T>,
): SharedResult<T> | undefined {
  const { value, failure } = parseObject(text) ?? {}
  if (isSharedFailure(failure)) return { failure }
  return accepts(value) ? { value } : undefined
}

/** Type guard on parsed JSON. */
export function isSharedFailure(value: unknown): value is SharedFailure {
  if (!isObject(value)) return false
  const { code, message, hint, awsCode, reason } = value
  const isKnown = isNonEmptyString(code) && Object.hasOwn(EXIT_CODES, code)
  return isKnown && isNonEmptyString(message) && [hint, awsCode, reason].every(isOptionalString)
}
