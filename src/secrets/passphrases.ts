import { sha256 } from '../core/digest/sha256.js'
import { canonicalJson } from '../core/json.js'
import type { RolesAnywhereSource } from '../core/source/certificate.js'
import { storeUnavailableError } from '../store/errors.js'
import { isStoreError } from '../store/store.js'
import type { Host } from '../system/host.js'
import { hasIndexEntry, readIndexEntry } from './secret-index.js'
import type { SessionCache } from './session-cache.js'
import { writeSecret } from './write-secret.js'

/** The stores, and what tells that one of them failed. */
interface Access {
  host: Pick<Host, 'paths' | 'now'>
  cache: Pick<SessionCache, 'secrets' | 'storeNamed'>
  notify: (message: string) => void
}

/**
 * The stored passphrase of a private key.
 * @returns undefined if the profile keeps none, or none is stored yet
 * @throws RolecallError 'keychain' if the store that has it fails
 */
export async function readPassphrase(
  source: RolesAnywhereSource,
  { host, cache }: Access,
): Promise<string | undefined> {
  if (!source.hasStoredPassphrase) return undefined
  const entry = readIndexEntry('passphrase', host.paths.state, keyOf(source))
  if (!entry || entry.store === 'none') return undefined
  try {
    return await (await cache.storeNamed(entry.store)).read(entry.key)
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/** Whether the index has the passphrase of a key. Does not open a store. */
export function hasPassphrase(
  source: RolesAnywhereSource,
  { paths }: Pick<Host, 'paths'>,
): boolean {
  const isKept = source.hasStoredPassphrase === true
  return isKept && hasIndexEntry('passphrase', paths.state, keyOf(source))
}

/** Stores the passphrase. Without a store, a message says that the next call prompts again. */
export async function savePassphrase(
  source: RolesAnywhereSource,
  passphrase: string,
  { host, cache, notify }: Access,
): Promise<void> {
  const store = await cache.secrets()
  if (store === undefined || store.name === 'none') {
    notify('the passphrase was not stored: there is no store')
    return
  }
  const entry = { path: source.key, key: keyOf(source), store: store.name }
  try {
    await writeSecret('passphrase', entry, passphrase, store, host)
  } catch (error) {
    if (!isStoreError(error)) throw error
    notify(`the passphrase was not stored: ${error.message}`)
  }
}

function keyOf({ key }: RolesAnywhereSource): string {
  return sha256(canonicalJson({ passphraseOf: key }))
}
