import { isNonEmptyString } from '../core/json.js'
import { secondsLeft, type Lifespan } from '../core/time/freshness.js'
import type { ClockReading } from '../core/credentials.js'
import type { StoreName } from '../store/store.js'
import { STATE_PATHS } from '../system/state-paths.js'
import {
  parseKey,
  parseRotation,
  parseSeed,
  parseSession,
  parseSsoSignIn,
  type KeyMetadata,
  type RotationMetadata,
  type SeedMetadata,
  type SessionMetadata,
  type SsoMetadata,
} from './metadata.js'

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
  /** Passphrase of the private key in a file, for IAM Roles Anywhere. */
  passphrase: { path: string }
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
  passphrase: {
    folder: STATE_PATHS.passphrases,
    extension: '.json',
    parse: ({ path }) => (isNonEmptyString(path) ? { path } : undefined),
    serialise: (entry) => entry,
    label: ({ path }) => `rolecall: passphrase of ${path}`,
    evictable: false,
    needsPersistentStore: false,
  },
}

/** All kinds, in the order of messages. */
export const SECRET_KIND_NAMES = Object.keys(SECRET_KINDS) as readonly SecretKindName[]
