import type { ClockReading, Session } from '../core/credentials.js'

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

/** @returns undefined for what is no JSON object */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export const isOptionalText = (value: unknown): boolean => value === undefined || isText(value)

/** A time of ours, ISO 8601. */
export const isTime = (value: unknown): value is string =>
  isText(value) && !Number.isNaN(Date.parse(value))

export function isClockReading(value: unknown): value is ClockReading {
  if (!isObject(value)) return false
  const { at, serverOffset, bootId, uptime } = value
  return [at, serverOffset, uptime].every(Number.isFinite) && typeof bootId === 'string'
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
