import { canonicalJson } from '../core/json.js'
import { RolecallError } from '../core/errors.js'
import { sha256 } from '../core/digest/sha256.js'
import type { OidcSource } from '../core/source/sign-ins.js'
import { storeUnavailableError } from '../store/errors.js'
import { isStoreError, type SecretStore, type StoreName } from '../store/store.js'
import type { Host } from '../system/host.js'
import { forgetSecret, type StoreAccess } from './forget.js'
import { hasIndexEntry, indexedKeys, readIndexEntry } from './secret-index.js'
import { writeSecret } from './write-secret.js'

type SecretHost = Pick<Host, 'paths' | 'now'>

/** Where a secret of a sign-in may be. */
export interface SignInStores {
  host: Pick<Host, 'paths'>
  /** The store in use; undefined if no store works. */
  inUse: SecretStore | undefined
  storeNamed: (name: StoreName) => Promise<SecretStore>
}

/**
 * The store that has a secret: the one that the index names, which need not be the one in use.
 * @throws StoreError if that cannot be opened
 */
async function holderOf(
  kind: 'sign-in' | 'client secret',
  key: string,
  { host, inUse, storeNamed }: SignInStores,
): Promise<SecretStore | undefined> {
  const holder = readIndexEntry(kind, host.paths.state, key)?.store
  return holder === undefined || holder === inUse?.name ? inUse : storeNamed(holder)
}

/**
 * Key of the refresh token of a sign-in. It covers everything that the token was issued for, so
 * that another scope needs a sign-in of its own.
 * @returns 64 hex digits
 */
export function signInKey({ issuer, clientId, scopes, parameters }: OidcSource): string {
  return keyOf({ refreshToken: { issuer, clientId, scopes: scopes ?? null, parameters } })
}

function clientSecretKey({ issuer, clientId }: OidcSource): string {
  return keyOf({ clientSecret: { issuer, clientId } })
}

const keyOf = (identity: object): string => sha256(canonicalJson(identity))

/**
 * Reads the secret of an OIDC client.
 * @param login for the hint: the `rolecall login` of the profile
 * @returns undefined if the client has no secret
 * @throws RolecallError 'keychain' if the client has a secret that is not stored or cannot be read
 */
export async function readClientSecret(
  source: OidcSource,
  login: string,
  stores: SignInStores,
): Promise<string | undefined> {
  if (!source.hasSecret) return undefined
  const key = clientSecretKey(source)
  try {
    const holder = await holderOf('client secret', key, stores)
    const secret = await assertOpen(holder, 'the client secret').read(key)
    if (secret !== undefined) return secret
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
  throw new RolecallError(
    'keychain',
    `the secret of client ${source.clientId} is not stored here`,
    { hint: `${login} --client-secret-from FILE, or - for standard input` },
  )
}

/**
 * Stores the secret of an OIDC client.
 * @throws StoreError; RolecallError 'keychain' without a store
 */
export async function saveClientSecret(
  source: OidcSource,
  secret: string,
  store: SecretStore | undefined,
  host: SecretHost,
): Promise<void> {
  if (store === undefined || store.name === 'none') {
    throw new RolecallError('keychain', 'there is no store for the client secret')
  }
  const { issuer, clientId } = source
  const entry = { issuer, clientId, key: clientSecretKey(source), store: store.name }
  await writeSecret('client secret', entry, secret, store, host)
}

/**
 * Reads the refresh token of a sign-in.
 * @returns undefined if there is none
 * @throws StoreError if that cannot be known
 */
export async function readRefreshToken(
  source: OidcSource,
  stores: SignInStores,
): Promise<string | undefined> {
  const key = signInKey(source)
  return (await holderOf('sign-in', key, stores))?.read(key)
}

/** Removes a refresh token that the provider does not accept any more. @throws StoreError */
export async function removeRefreshToken(source: OidcSource, stores: SignInStores): Promise<void> {
  const key = signInKey(source)
  await (await holderOf('sign-in', key, stores))?.remove(key)
}

/** Stores the refresh token of a sign-in. Does nothing without a store. @throws StoreError */
export async function saveRefreshToken(
  source: OidcSource,
  token: string,
  store: SecretStore | undefined,
  host: SecretHost,
): Promise<void> {
  if (store === undefined || store.name === 'none') return
  const entry = { issuer: source.issuer, key: signInKey(source), store: store.name }
  await writeSecret('sign-in', entry, token, store, host)
}

/** Whether the index has a refresh token for this sign-in. Does not open a store. */
export function isSignedIn(source: OidcSource, { paths }: Pick<Host, 'paths'>): boolean {
  return hasIndexEntry('sign-in', paths.state, signInKey(source))
}

/**
 * Removes every refresh token.
 * @returns their number
 * @throws StoreError; RolecallError 'keychain' if the store in use cannot be opened
 */
export async function forgetSignIns(access: StoreAccess): Promise<number> {
  const keys = indexedKeys('sign-in', access.host.paths.state)
  for (const key of keys) {
    assertOpen(access.inUse, 'the sign-ins')
    await forgetSecret('sign-in', key, access)
  }
  return keys.length
}

/** Without the store, it is unknown whether the secret exists. */
function assertOpen(store: SecretStore | undefined, noun: string): SecretStore {
  if (store) return store
  throw new RolecallError('keychain', `the store of ${noun} cannot be opened`, {
    hint: 'unlock it and try again',
  })
}
