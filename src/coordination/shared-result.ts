import {
  EXIT_CODES,
  isRolecallError,
  RolecallError,
  type ErrorCode,
  type ErrorReason,
} from '../core/errors.js'
import { isObject, isOptionalText, isText, parseObject } from '../core/json.js'

/** How a work ended, as one process tells another, in JSON. */
export type SharedResult<T> = { value: T } | { failure: Failure }

/** A RolecallError as data: what a person would have read, and what AWS called it. */
export interface Failure {
  code: ErrorCode
  message: string
  hint?: string | undefined
  awsCode?: string | undefined
  reason?: ErrorReason | undefined
}

/** Failures that a second attempt would repeat at the price of a prompt or a call. The others are the process's own. */
const COMMON = new Set<ErrorCode>(['refused', 'failed', 'interaction', 'interrupted'])

/** @returns undefined for a failure that says nothing to others */
export function commonFailure(error: unknown): Failure | undefined {
  if (!isRolecallError(error) || !COMMON.has(error.code)) return undefined
  if (error.reason === 'cannot-ask') return undefined
  const { code, message, hint, awsCode, reason } = error
  return { code, message, hint, awsCode, reason }
}

export function errorOf({ code, message, hint, awsCode, reason }: Failure): RolecallError {
  return new RolecallError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(awsCode === undefined ? {} : { awsCode }),
    ...(reason === undefined ? {} : { reason }),
  })
}

/**
 * What another rolecall wrote, perhaps of another version.
 * @returns undefined for anything else
 */
export function parseSharedResult<T>(
  text: string,
  suits: (value: unknown) => value is T,
): SharedResult<T> | undefined {
  const { value, failure } = parseObject(text) ?? {}
  if (isFailure(failure)) return { failure }
  return suits(value) ? { value } : undefined
}

export function isFailure(value: unknown): value is Failure {
  if (!isObject(value)) return false
  const { code, message, hint, awsCode, reason } = value
  const isKnown = isText(code) && Object.hasOwn(EXIT_CODES, code)
  return isKnown && isText(message) && [hint, awsCode, reason].every(isOptionalText)
}
