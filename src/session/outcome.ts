import { isRolecallError, RolecallError, type ErrorCode, type ErrorReason } from '../core/errors.js'

/** How a work ended, as one process tells another, in JSON. */
export type Outcome<T> = { value: T } | { failure: Failure }

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
