import type { Credentials } from '../core/credentials.js'
import { isNonEmptyString, parseObject } from '../core/json.js'
import { storedKeyName } from '../core/state/stored-key.js'
import { storeUnavailableError } from '../store/errors.js'
import { isStoreError, type SecretStore, type StoreName } from '../store/store.js'
import type { Host } from '../system/host.js'
import type { KeyMetadata } from './metadata.js'
import { readIndexEntry, type IndexEntry } from './secret-index.js'
import { writeSecret } from './write-secret.js'

/*
 * Long-term access keys
 *
 * A profile has at most one. The item in the store has both halves, so that a secret never meets
 * the ID of another key.
 */

/** A long-term access key: both halves, and nothing that expires. */
export type LongTermKey = Pick<Credentials, 'accessKeyId' | 'secretAccessKey'>

/** The index entry of a profile's key. @returns undefined if none is stored */
export function keyEntry(
  profile: string,
  { paths: { state } }: Pick<Host, 'paths'>,
): IndexEntry<'key'> | undefined {
  return readIndexEntry('key', state, storedKeyName(profile))
}

/**
 * Reads a profile's key from the store that has it.
 * @returns undefined if the store or the index does not have it
 * @throws RolecallError 'keychain' if the store fails
 */
export async function readKey(
  profile: string,
  access: {
    host: Pick<Host, 'paths'>
    storeNamed: (name: StoreName) => Promise<SecretStore>
  },
): Promise<Credentials | undefined> {
  const entry = keyEntry(profile, access.host)
  if (!entry) return undefined
  try {
    const text = await (await access.storeNamed(entry.store)).read(entry.key)
    const key = text === undefined ? undefined : keyFromText(text)
    return key && { ...key, ...(entry.account ? { accountId: entry.account } : {}) }
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/**
 * Stores a profile's key, reads it back, and enters it in the index. An earlier key of the profile
 * is replaced.
 * @throws RolecallError 'keychain' if the store fails, or forgets its items at a restart
 */
export async function saveKey(
  key: LongTermKey,
  metadata: Omit<KeyMetadata, 'accessKeyId'>,
  store: SecretStore,
  host: Pick<Host, 'paths' | 'now'>,
): Promise<void> {
  const { accessKeyId, secretAccessKey } = key
  const name = storedKeyName(metadata.profile)
  const entry = { ...metadata, accessKeyId, key: name, store: store.name }
  const text = JSON.stringify({ accessKeyId, secretAccessKey })
  try {
    await writeSecret('key', entry, text, store, host)
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

const keyFromText = (text: string): LongTermKey | undefined =>
  keyFromFields(parseObject(text) ?? {})

/** @returns undefined if one of the halves is missing */
export function keyFromFields(fields: Readonly<Record<string, unknown>>): LongTermKey | undefined {
  const { accessKeyId, secretAccessKey } = fields
  if (!isNonEmptyString(accessKeyId) || !isNonEmptyString(secretAccessKey)) return undefined
  return { accessKeyId, secretAccessKey }
}
