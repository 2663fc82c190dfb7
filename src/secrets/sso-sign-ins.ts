import { ssoSignInKey } from '../core/state/sso-sign-in.js'
import type { SecretStore, StoreName } from '../store/store.js'
import type { Host } from '../system/host.js'
import { forgetSecret, type StoreAccess } from './forget.js'
import type { SsoMetadata } from './metadata.js'
import {
  listIndexEntries,
  readIndexEntry,
  writeIndexEntry,
  type IndexEntry,
} from './secret-index.js'
import { writeSecret } from './write-secret.js'

const KIND = 'Identity Center sign-in'

type SecretHost = Pick<Host, 'paths' | 'now'>
/** An entry of the index. */
export type SsoEntry = IndexEntry<typeof KIND>

/** What the index says of a sign-in. Opens no store. */
export function ssoEntry(id: string, { paths }: Pick<Host, 'paths'>): SsoEntry | undefined {
  return readIndexEntry(KIND, paths.state, ssoSignInKey(id))
}

/** All sign-ins with IAM Identity Center. @throws RolecallError 'failed' as listIndexEntries */
export function listSsoEntries({ paths }: Pick<Host, 'paths'>): SsoEntry[] {
  return listIndexEntries(KIND, paths.state)
}

/** Changes what the index says; the secret stays. */
export function noteInSsoEntry(entry: SsoEntry, { paths }: Pick<Host, 'paths'>): void {
  writeIndexEntry(KIND, paths.state, entry)
}

/** Stores a sign-in. Does nothing without a store. @throws StoreError */
export async function saveSsoSignIn(
  metadata: SsoMetadata,
  text: string,
  store: SecretStore | undefined,
  host: SecretHost,
): Promise<void> {
  if (store === undefined || store.name === 'none') return
  const entry = { ...metadata, key: ssoSignInKey(metadata.id), store: store.name }
  await writeSecret(KIND, entry, text, store, host)
}

/**
 * Reads a stored sign-in from the store that its entry names.
 * @throws StoreError
 */
export async function readSsoSignIn(
  { key, store }: SsoEntry,
  storeNamed: (name: StoreName) => Promise<SecretStore>,
): Promise<string | undefined> {
  return (await storeNamed(store)).read(key)
}

/** Removes a sign-in from the store and the index. @throws StoreError */
export function forgetSsoSignIn(id: string, access: StoreAccess): Promise<void> {
  return forgetSecret(KIND, ssoSignInKey(id), access)
}
