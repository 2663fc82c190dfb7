import { isNonEmptyString, isOptionalString, parseObject } from '../../core/json.js'

/** A sign-in, by the names of the AWS CLI's file (docs/contracts.md §4.4). All of it is secret. */
export interface SsoToken {
  startUrl?: string
  region?: string
  accessToken: string
  /** ISO 8601, UTC, whole seconds. */
  expiresAt: string
  clientId?: string
  clientSecret?: string
  registrationExpiresAt?: string
  refreshToken?: string
  /** What the client was registered for; only in rolecall's store. */
  registeredFor?: string
}

/** Below that much time left, a token is renewed if the user is not needed for it, milliseconds. */
const RENEW_BELOW_MS = 5 * 60_000
/** A token must outlast the request that it is sent with, milliseconds. */
const MARGIN_MS = 5000
/** A client registration must outlast the user's sign-in, milliseconds. */
const REGISTRATION_MARGIN_MS = 15 * 60_000

/**
 * Parses the AWS CLI's file or rolecall's own secret.
 * @returns undefined if the text is not a sign-in: a torn file, a client registration
 */
export function parseToken(text: string | undefined): SsoToken | undefined {
  const fields = text === undefined ? undefined : parseObject(text)
  return fields && isToken(fields) ? fields : undefined
}

/** Guard for a sign-in in parsed JSON. */
export function isToken(value: unknown): value is SsoToken {
  const fields = (value ?? {}) as Record<keyof SsoToken, unknown>
  const { accessToken, expiresAt, startUrl, region, refreshToken } = fields
  const { clientId, clientSecret, registrationExpiresAt } = fields
  const texts = [startUrl, region, refreshToken, clientId, clientSecret, registrationExpiresAt]
  // Go writes an empty refresh token if none came.
  const isText = (text: unknown): boolean => text === '' || text === null || isOptionalString(text)
  return isNonEmptyString(accessToken) && isNonEmptyString(expiresAt) && texts.every(isText)
}

/** @param now milliseconds since 1970 */
export function isLive({ expiresAt }: Pick<SsoToken, 'expiresAt'>, now: number): boolean {
  return timeOf(expiresAt) - now > MARGIN_MS
}

/** Whether the token is so old that it is renewed while it still works. */
export function isAgeing({ expiresAt }: SsoToken, now: number): boolean {
  return timeOf(expiresAt) - now < RENEW_BELOW_MS
}

/** Until when the sign-in can be renewed without the user. @returns undefined if it cannot */
export function renewableUntil(token: SsoToken): string | undefined {
  const { refreshToken, clientId, clientSecret, registrationExpiresAt } = token
  const isComplete = [refreshToken, clientId, clientSecret].every(isNonEmptyString)
  return isComplete && registrationExpiresAt ? registrationExpiresAt : undefined
}

/** Whether the token can be renewed without the user. @param now milliseconds since 1970 */
export function isRenewable(token: SsoToken, now: number): boolean {
  const until = renewableUntil(token)
  return until !== undefined && timeOf(until) > now
}

/** Whether the sign-in's client registration can be used for another sign-in. */
export function isRegisteredFor(token: SsoToken, what: string, now: number): boolean {
  const { clientId, clientSecret, registrationExpiresAt, registeredFor } = token
  if (registeredFor !== what || !clientId || !clientSecret) return false
  return timeOf(registrationExpiresAt ?? '') - now > REGISTRATION_MARGIN_MS
}

/**
 * Milliseconds since 1970. Files of old versions of the AWS CLI end in `UTC` instead of `Z`.
 * @returns 0 for a time that cannot be read, so that it has passed
 */
export function timeOf(text: string): number {
  const time = Date.parse(text.replace(/UTC$/, 'Z'))
  return Number.isNaN(time) ? 0 : time
}
