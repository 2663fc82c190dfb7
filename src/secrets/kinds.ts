import { isOptionalString, isNonEmptyString, isTime } from '../core/json.js'
import { isSsoIdentity, type SsoIdentity } from '../core/sso-sign-in.js'
import { secondsLeft, type Lifespan } from '../core/freshness.js'
import type { ClockReading } from '../core/credentials.js'
import type { StoreName } from '../store/store.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { isClockReading } from './session-json.js'

/** What the user knows a session by; no secret. */
export interface SessionMetadata {
  profile: string
  /** The STS operation that issued it. */
  operation: string
  /** ARN; of IAM Identity Center, which gives no ARN, the name. */
  role?: string
  /** Twelve digits. */
  account?: string
  /** Serial number of the MFA device. */
  serial?: string
  /** Region of the STS that issued it. */
  region?: string
  /** The calls that led to it, without the identity that made them: 64 hex digits. */
  route?: string
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

/**
 * The secret catalogue: for each kind of stored secret, the metadata in its index entries. A kind
 * is added here and in {@link SECRET_KINDS}; the compiler checks that it is in both.
 */
interface MetadataByKind {
  /** Temporary credentials, under their cache key. */
  session: SessionMetadata & Lifespan
  /** Refresh token of a sign-in with an OpenID Connect provider. */
  'sign-in': { issuer: string }
  /** Secret of an OpenID Connect client. */
  'client secret': { issuer: string; clientId: string }
  /** Access token, refresh token and client registration of IAM Identity Center. */
  'Identity Center sign-in': SsoMetadata
  /** Long-term access key of an IAM user, under the name of its profile. */
  key: KeyMetadata
  /** Journal of a rotation, with the new key, under the ID of the key that it replaces. */
  rotation: RotationMetadata
  /** Secret of a virtual MFA device, from which its codes are computed; under its serial number. */
  seed: SeedMetadata
}

/** Name of a kind, which is also its noun in messages; its plural is regular. */
export type SecretKindName = keyof MetadataByKind
/** Metadata in the index entries of a kind. */
export type MetadataOf<Kind extends SecretKindName> = MetadataByKind[Kind]

/** Where a secret is. */
export interface SecretLocation {
  /** Key of the secret in its store, 64 hex digits; for a session its cache key. */
  key: string
  /** The store that contains the secret. */
  store: StoreName
  /** Stores that may still contain an older copy, because they could not be reached. */
  copies?: readonly StoreName[]
}

/** How a kind of secret is indexed and stored. */
export interface SecretKind<Metadata> {
  /** Folder of the index below the state folder. */
  folder: string
  /** Extension of the index files; their names are the keys of the secrets, 64 hex digits. */
  extension: '.json' | ''
  /** Reads the metadata out of an index file. @returns undefined if they are not complete */
  parse: (fields: Readonly<Record<string, unknown>>) => Metadata | undefined
  /** The content of an index file, as an object for JSON. */
  serialise: (entry: Metadata & SecretLocation) => object
  /** Shown by the operating system's own keychain program. */
  label: (metadata: Metadata) => string
  /** Seconds until the secret expires; absent if secrets of this kind do not expire. */
  lifetime?: (metadata: Metadata, now: Omit<ClockReading, 'serverOffset'>) => number
  /** Whether a store that is full may remove the secret to make room for another. */
  evictable: boolean
  /**
   * Whether the secret must survive a restart of the machine, because it cannot be obtained again.
   */
  needsPersistentStore: boolean
}

/** The secret catalogue: the rules of each kind. */
export const SECRET_KINDS: { readonly [Kind in SecretKindName]: SecretKind<MetadataOf<Kind>> } = {
  session: {
    folder: STATE_PATHS.sessions,
    extension: '.json',
    parse: parseSession,
    serialise: (entry) => entry,
    label: ({ profile, operation, account }) =>
      `rolecall: ${profile} (${operation}${account ? ` in ${account}` : ''})`,
    lifetime: secondsLeft,
    evictable: true,
    needsPersistentStore: false,
  },
  'sign-in': {
    folder: STATE_PATHS.signIns,
    extension: '',
    parse: ({ issuer }) => (isNonEmptyString(issuer) ? { issuer } : undefined),
    serialise: ({ store, issuer }) => ({ store, issuer }),
    label: ({ issuer }) => `rolecall: sign-in at ${issuer}`,
    evictable: false,
    needsPersistentStore: false,
  },
  'client secret': {
    folder: STATE_PATHS.clientSecrets,
    extension: '',
    parse: ({ issuer, clientId }) =>
      isNonEmptyString(issuer) && isNonEmptyString(clientId) ? { issuer, clientId } : undefined,
    serialise: ({ store, issuer, clientId }) => ({ store, issuer, clientId }),
    label: ({ clientId }) => `rolecall: secret of ${clientId}`,
    evictable: false,
    needsPersistentStore: false,
  },
  'Identity Center sign-in': {
    folder: STATE_PATHS.ssoSignIns,
    extension: '.json',
    parse: parseSsoSignIn,
    serialise: (entry) => entry,
    label: ({ id }) => `rolecall: IAM Identity Center sign-in ${id}`,
    evictable: false,
    needsPersistentStore: false,
  },
  key: {
    folder: STATE_PATHS.keys,
    extension: '.json',
    parse: parseKey,
    serialise: (entry) => entry,
    label: ({ profile, accessKeyId }) => `rolecall: access key ${accessKeyId} of ${profile}`,
    evictable: false,
    needsPersistentStore: true,
  },
  rotation: {
    folder: STATE_PATHS.rotations,
    extension: '.json',
    parse: parseRotation,
    serialise: (entry) => entry,
    label: ({ profile, replaces }) => `rolecall: rotation of ${replaces} of ${profile}`,
    evictable: false,
    needsPersistentStore: true,
  },
  seed: {
    folder: STATE_PATHS.seeds,
    extension: '.json',
    parse: parseSeed,
    serialise: (entry) => entry,
    label: ({ serial }) => `rolecall: seed of ${serial}`,
    evictable: false,
    needsPersistentStore: true,
  },
}

/** All kinds, in the order in which messages list them. */
export const SECRET_KIND_NAMES = Object.keys(SECRET_KINDS) as readonly SecretKindName[]

function parseSession(fields: Readonly<Record<string, unknown>>) {
  const { profile, operation, role, account, serial, region, route, expiration, issued } = fields
  if (!isNonEmptyString(profile) || !isNonEmptyString(operation)) return undefined
  if (!isTime(expiration) || !isClockReading(issued)) return undefined
  if (![role, account, serial, region, route].every(isOptionalString)) return undefined
  return fields as unknown as MetadataOf<'session'>
}

function parseSsoSignIn(fields: Readonly<Record<string, unknown>>) {
  const { id, startUrl, region, expiresAt, renewableUntil } = fields
  if (![id, startUrl, region].every(isNonEmptyString) || !isSsoIdentity(fields)) return undefined
  if (!isTime(expiresAt) || !(renewableUntil === undefined || isTime(renewableUntil))) {
    return undefined
  }
  return fields as unknown as MetadataOf<'Identity Center sign-in'>
}

function parseKey(fields: Readonly<Record<string, unknown>>) {
  const { profile, accessKeyId, arn, account, added, created, previous } = fields
  if (![profile, accessKeyId, added].every(isNonEmptyString)) return undefined
  if (![arn, account, created, previous].every(isOptionalString)) return undefined
  return fields as unknown as MetadataOf<'key'>
}

function parseRotation(fields: Readonly<Record<string, unknown>>) {
  const { profile, replaces, began, known, accessKeyId } = fields
  if (![profile, replaces].every(isNonEmptyString) || !isTime(began)) return undefined
  if (!Array.isArray(known) || !known.every(isNonEmptyString)) return undefined
  if (!isOptionalString(accessKeyId)) return undefined
  return fields as unknown as MetadataOf<'rotation'>
}

function parseSeed(fields: Readonly<Record<string, unknown>>) {
  const { serial, added, enrolling } = fields
  if (![serial, added].every(isNonEmptyString) || !isOptionalString(enrolling)) return undefined
  return fields as unknown as MetadataOf<'seed'>
}
