import type { ClockReading, Session } from '../core/credentials.js'
import { isObject, isOptionalString, isNonEmptyString, isTime, parseObject } from '../core/json.js'

/** Serialises a session as the value of a store's item. */
export function sessionToText(session: Session): string {
  return JSON.stringify(session)
}

/** @returns undefined if the text is not a complete session: a foreign or a truncated item */
export function sessionFromText(text: string): Session | undefined {
  const value = parseObject(text)
  return isSession(value) ? value : undefined
}

/** Guard for sessions in parsed JSON. */
export function isSession(value: unknown): value is Session {
  if (!isObject(value)) return false
  const { accessKeyId, secretAccessKey, sessionToken, expiration, issued, arn, accountId } = value
  return (
    [accessKeyId, secretAccessKey, sessionToken].every(isNonEmptyString) &&
    isTime(expiration) &&
    isClockReading(issued) &&
    [arn, accountId].every(isOptionalString)
  )
}

/** Guard for the clocks at the moment of issue in parsed JSON. */
export function isClockReading(value: unknown): value is ClockReading {
  if (!isObject(value)) return false
  const { at, serverOffset, bootId, uptime } = value
  return [at, serverOffset, uptime].every(Number.isFinite) && typeof bootId === 'string'
}
