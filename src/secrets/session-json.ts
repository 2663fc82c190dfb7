import type { ClockReading, Session } from '../core/credentials.js'
import { isObject, isOptionalText, isText, isTime, parseObject } from '../core/json.js'

/** What is kept in a store for a session. */
export function sessionToText(session: Session): string {
  return JSON.stringify(session)
}

/** @returns undefined for anything that is not a whole session: a foreign item, one cut short */
export function sessionFromText(text: string): Session | undefined {
  const value = parseObject(text)
  return isSession(value) ? value : undefined
}

export function isSession(value: unknown): value is Session {
  if (!isObject(value)) return false
  const { accessKeyId, secretAccessKey, sessionToken, expiration, issued, arn, accountId } = value
  return (
    [accessKeyId, secretAccessKey, sessionToken].every(isText) &&
    isTime(expiration) &&
    isClockReading(issued) &&
    [arn, accountId].every(isOptionalText)
  )
}

export function isClockReading(value: unknown): value is ClockReading {
  if (!isObject(value)) return false
  const { at, serverOffset, bootId, uptime } = value
  return [at, serverOffset, uptime].every(Number.isFinite) && typeof bootId === 'string'
}
