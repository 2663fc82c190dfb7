import type { Lifespan } from '../core/time/freshness.js'
import { isNonEmptyString, isOptionalString, isTime } from '../core/json.js'
import { isSsoIdentity, type SsoIdentity } from '../core/state/sso-sign-in.js'
import { isClockReading } from './session-json.js'

/*
 * What the index tells of each kind of secret that has more than one field. The readers return
 * undefined if the fields of an index file are not complete.
 */

/** The content of an index file. */
type Fields = Readonly<Record<string, unknown>>

/** What the user knows a session by; no secret. */
export interface SessionMetadata {
  profile: string
  /** The STS operation that issued it. */
  operation: string
  /** ARN; of IAM Identity Center, which gives no ARN, the name. */
  role?: string
  /** Twelve digits. */
  account?: string
  /** Serial number of the MFA device whose code the session, or one before it, was issued for. */
  serial?: string
  /** Region of the STS that issued it. */
  region?: string
  /** What the session is limited to. */
  scope?: string
  /** The calls that led to it, without the identity that made them: 64 hex digits. */
  route?: string
  /** Set if it was revoked while its store could not be reached. It is never used again. */
  revoked?: true
}

/** What the user knows a long-term access key by; no secret. */
export interface KeyMetadata {
  profile: string
  accessKeyId: string
  /** ARN of the user, as GetCallerIdentity returned it; undefined if it was not asked. */
  arn?: string
  /** Twelve digits. */
  account?: string
  /** When rolecall stored it, ISO 8601. */
  added: string
  /** When AWS created it, ISO 8601; undefined until IAM was asked. */
  created?: string
  /** ID of the key that the last rotation replaced; undefined before the first one. */
  previous?: string
}

/** What is known of a rotation that has begun and not ended; no secret. */
export interface RotationMetadata {
  /** The profile that the user named. */
  profile: string
  /** ID of the key that is replaced. */
  replaces: string
  /** AWS's time before the new key was created, ISO 8601. */
  began: string
  /** IDs of all keys that the user had then. */
  known: readonly string[]
  /** ID of the new key; undefined until AWS has returned it. */
  accessKeyId?: string
}

/** What the user knows a sign-in with IAM Identity Center by; no secret. */
export interface SsoMetadata extends SsoIdentity {
  /** Name of the `[sso-session]`, or the start URL of a profile without one. */
  id: string
  startUrl: string
  /** Region of IAM Identity Center. */
  region: string
  /** When the access token expires, ISO 8601. */
  expiresAt: string
  /** Until when it can be renewed without the user, if at all, ISO 8601. */
  renewableUntil?: string
}

/** What the user knows the seed of an MFA device by; no secret. */
export interface SeedMetadata {
  /** ARN of the device, or the serial number of a hardware device. */
  serial: string
  /** When rolecall stored it, ISO 8601. */
  added: string
  /** The profile for which the device is being enrolled; undefined once AWS has enabled it. */
  enrolling?: string
}

/** Reads what the index tells of a session. */
export function parseSession(fields: Fields) {
  const { profile, operation, role, account, serial, region, route, scope } = fields
  const { expiration, issued } = fields
  if (!isNonEmptyString(profile) || !isNonEmptyString(operation)) return undefined
  if (!isTime(expiration) || !isClockReading(issued)) return undefined
  if (![role, account, serial, region, route, scope].every(isOptionalString)) return undefined
  return fields as unknown as SessionMetadata & Lifespan
}

/** Reads what the index tells of a sign-in with IAM Identity Center. */
export function parseSsoSignIn(fields: Fields) {
  const { id, startUrl, region, expiresAt, renewableUntil } = fields
  if (![id, startUrl, region].every(isNonEmptyString) || !isSsoIdentity(fields)) return undefined
  if (!isTime(expiresAt) || !(renewableUntil === undefined || isTime(renewableUntil))) {
    return undefined
  }
  return fields as unknown as SsoMetadata
}

/** Reads what the index tells of a long-term access key. */
export function parseKey(fields: Fields) {
  const { profile, accessKeyId, arn, account, added, created, previous } = fields
  if (![profile, accessKeyId, added].every(isNonEmptyString)) return undefined
  if (![arn, account, created, previous].every(isOptionalString)) return undefined
  return fields as unknown as KeyMetadata
}

/** Reads what the index tells of an unfinished rotation. */
export function parseRotation(fields: Fields) {
  const { profile, replaces, began, known, accessKeyId } = fields
  if (![profile, replaces].every(isNonEmptyString) || !isTime(began)) return undefined
  if (!Array.isArray(known) || !known.every(isNonEmptyString)) return undefined
  if (!isOptionalString(accessKeyId)) return undefined
  return fields as unknown as RotationMetadata
}

/** Reads what the index tells of the seed of an MFA device. */
export function parseSeed(fields: Fields) {
  const { serial, added, enrolling } = fields
  if (![serial, added].every(isNonEmptyString) || !isOptionalString(enrolling)) return undefined
  return fields as unknown as SeedMetadata
}
