import { canonicalJson } from '../core/json.js'
import { RolecallError } from '../core/errors.js'
import { sha256 } from '../core/digest/sha256.js'
import type { OidcSource } from '../core/source.js'
import type { SecretStore } from '../store/store.js'
import type { Host } from '../system/host.js'
import { forgetSecret, type StoreAccess } from './forget.js'
import { hasIndexEntry, indexedKeys } from './secret-index.js'
import { writeSecret } from './write-secret.js'

type SecretHost = Pick<Host, 'paths' | 'now'>

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
 * @throws StoreError; RolecallError 'keychain' if the client has a secret that is not in the store
 */
export async function readClientSecret(
  source: OidcSource,
  login: string,
  store: SecretStore | undefined,
): Promise<string | undefined> {
  if (!source.hasSecret) return undefined
  const secret = await assertOpen(store, 'the client secret').read(clientSecretKey(source))
  if (secret !== undefined) return secret
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
