import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { canonicalJson } from '../core/canonical-json.js'
import { RolecallError } from '../core/errors.js'
import type { OidcSource } from '../core/source.js'
import { shellWord } from '../core/shell-word.js'
import { namesIn, readIfPresent, removeFile, writePrivate } from '../system/files/atomic-file.js'
import type { Host } from '../system/host.js'
import type { StoredSecret } from './move.js'
import { openStore, type OpenOptions } from '../store/open.js'
import { isText, parseObject } from './session-json.js'
import { STORE_NAMES, type SecretStore, type StoreName } from '../store/store.js'

/**
 * Where the refresh token of a sign-in is kept: everything that it was given for, so that another scope asks again.
 * @returns 64 hex digits
 */
export function signInKey({ issuer, clientId, scopes, parameters }: OidcSource): string {
  return keyOf({ refreshToken: { issuer, clientId, scopes: scopes ?? null, parameters } })
}

function clientSecretKey({ issuer, clientId }: OidcSource): string {
  return keyOf({ clientSecret: { issuer, clientId } })
}

function keyOf(what: object): string {
  return createHash('sha256').update(canonicalJson(what)).digest('hex')
}

/**
 * @returns undefined for a client that has no secret
 * @throws StoreError; RolecallError `keychain` where it should have one and none is kept
 */
export async function readClientSecret(
  source: OidcSource,
  profile: string,
  store: SecretStore | undefined,
): Promise<string | undefined> {
  if (!source.hasSecret) return undefined
  const secret = await opened(store, 'the client secret').read(clientSecretKey(source))
  if (secret !== undefined) return secret
  throw new RolecallError('keychain', `the secret of client ${source.clientId} is not kept here`, {
    hint: `rolecall login ${shellWord(profile)} --client-secret-from FILE, or - for standard input`,
  })
}

/** @throws StoreError; RolecallError where there is no store to keep it in */
export async function saveClientSecret(
  source: OidcSource,
  secret: string,
  store: SecretStore | undefined,
): Promise<void> {
  if (store === undefined || store.name === 'none') {
    throw new RolecallError('keychain', 'there is no store to keep the client secret in')
  }
  await store.write(clientSecretKey(source), secret, `rolecall: secret of ${source.clientId}`)
}

/** A file without a secret for each refresh token that is kept: the store itself cannot be listed. */
interface Marker {
  store: StoreName
  issuer: string
}

const labelOf = ({ issuer }: Marker): string => `rolecall: sign-in at ${issuer}`

function markerOf({ paths }: Host, key: string): string {
  return join(paths.state, 'sign-ins', key)
}

/** The marker comes first: a token without one would outlive {@link forgetSignIns}. */
export async function saveRefreshToken(
  source: OidcSource,
  token: string,
  store: SecretStore | undefined,
  host: Host,
): Promise<void> {
  if (store === undefined || store.name === 'none') return
  const key = signInKey(source)
  const marker: Marker = { store: store.name, issuer: source.issuer }
  writePrivate(markerOf(host, key), JSON.stringify(marker))
  await store.write(key, token, labelOf(marker))
}

/** Whether a refresh token is kept, without asking the store. */
export function isSignedIn(source: OidcSource, host: Host): boolean {
  return readIfPresent(markerOf(host, signInKey(source))) !== undefined
}

/** Refresh tokens, for who moves them to another store. */
export function storedSignIns(host: Host): StoredSecret[] {
  return namesIn(join(host.paths.state, 'sign-ins')).flatMap((key): StoredSecret[] => {
    const path = markerOf(host, key)
    const marker = readMarker(path)
    if (!marker) return []
    const note = (store: StoreName | undefined): void => {
      if (store) writePrivate(path, JSON.stringify({ ...marker, store }))
      else removeFile(path)
    }
    return [{ noun: 'sign-in', key, store: marker.store, label: labelOf(marker), note }]
  })
}

function readMarker(path: string): Marker | undefined {
  const { store, issuer } = parseObject(readIfPresent(path)?.toString() ?? '') ?? {}
  const name = STORE_NAMES.find((name) => name === store)
  return name && isText(issuer) ? { store: name, issuer } : undefined
}

/**
 * Forgets every refresh token, in the store that its marker names and in the one in use.
 * @returns how many were forgotten
 * @throws StoreError; RolecallError `keychain` where what holds them cannot be opened
 */
export async function forgetSignIns(
  inUse: SecretStore | undefined,
  { host, storeOptions }: { host: Host; storeOptions: OpenOptions },
): Promise<number> {
  const keys = namesIn(join(host.paths.state, 'sign-ins'))
  for (const key of keys) {
    const store = opened(inUse, 'the sign-ins')
    const path = markerOf(host, key)
    const noted = readMarker(path)?.store ?? store.name
    if (noted !== store.name) {
      const holder = await openStore(noted, host, storeOptions)
      await holder.remove(key).finally(() => holder.close())
    }
    await store.remove(key)
    removeFile(path)
  }
  return keys.length
}

/** @throws RolecallError `keychain` where none could be opened: whether it keeps the secret is not known then */
function opened(store: SecretStore | undefined, what: string): SecretStore {
  if (store) return store
  throw new RolecallError('keychain', `the store that keeps ${what} cannot be opened`, {
    hint: 'unlock it, and try again',
  })
}
