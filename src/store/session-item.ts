import type { Moment, Session } from '../core/credentials.js'

/** What is kept in a store for a session. */
export function sessionToText(session: Session): string {
  return JSON.stringify(session)
}

/** @returns undefined for anything that is not a whole session: a foreign item, one cut short */
export function sessionFromText(text: string): Session | undefined {
  const value = parseObject(text)
  if (!value || !isText(value['secretAccessKey']) || !isText(value['accessKeyId'])) return undefined
  if (!isText(value['sessionToken']) || !isTime(value['expiration'])) return undefined
  if (!isMoment(value['issued'])) return undefined
  if (!isOptionalText(value['arn']) || !isOptionalText(value['accountId'])) return undefined
  return value as unknown as Session
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

export function isMoment(value: unknown): value is Moment {
  if (!isObject(value)) return false
  const { at, serverOffset, bootId, uptime } = value
  return [at, serverOffset, uptime].every(Number.isFinite) && typeof bootId === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
