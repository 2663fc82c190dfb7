import { isObject, parseObject } from '../core/json.js'
import { rotationName } from '../core/state/stored-key.js'
import { storeUnavailableError } from '../store/errors.js'
import { isStoreError, type SecretStore } from '../store/store.js'
import type { Host } from '../system/host.js'
import { forgetSecret, type StoreAccess } from './forget.js'
import { keyFromFields, type LongTermKey } from './keys.js'
import type { RotationMetadata } from './metadata.js'
import { listIndexEntries, type IndexEntry } from './secret-index.js'
import { writeSecret } from './write-secret.js'

/*
 * The journal of a rotation
 *
 * It is written before AWS is asked for a new key, so that a failing store costs nothing. It is
 * written again with the new key, beside the replaced one, and stays until AWS has deactivated the
 * replaced one. If the rotation is interrupted, the next run finds here what it has to finish.
 */

/** A rotation that has begun and not ended. */
export interface Rotation extends RotationMetadata {
  /** The new key; undefined until AWS has returned it. */
  key?: LongTermKey
}

/**
 * Finds the unfinished rotation of a key.
 * @param accessKeyId of the key that is replaced, or of the new one
 * @returns undefined if there is none
 */
export function rotationOf(
  accessKeyId: string,
  { paths: { state } }: Pick<Host, 'paths'>,
): IndexEntry<'rotation'> | undefined {
  const all = listIndexEntries('rotation', state)
  return all.find((each) => each.replaces === accessKeyId || each.accessKeyId === accessKeyId)
}

/**
 * Reads the journal of a rotation. If the store has lost it, what the index knows is left.
 * @throws RolecallError 'keychain' if the store fails
 */
export async function readRotation(
  { key: name, profile, replaces, began, known, accessKeyId }: IndexEntry<'rotation'>,
  store: SecretStore,
): Promise<Rotation> {
  const id = accessKeyId === undefined ? {} : { accessKeyId }
  const about = { profile, replaces, began, known, ...id }
  try {
    const { key } = parseObject((await store.read(name)) ?? '') ?? {}
    const newKey = isObject(key) ? keyFromFields(key) : undefined
    return newKey ? { ...about, accessKeyId: newKey.accessKeyId, key: newKey } : about
  } catch (error) {
    if (!isStoreError(error)) throw error
    if (error.fault === 'damaged') return about
    throw storeUnavailableError(error)
  }
}

/**
 * Writes the journal of a rotation, and reads it back.
 * @throws RolecallError 'keychain' if the store fails, or forgets its items at a restart
 */
export async function saveRotation(
  { key, ...about }: Rotation,
  store: SecretStore,
  host: Pick<Host, 'paths' | 'now'>,
): Promise<void> {
  const { accessKeyId = about.accessKeyId } = key ?? {}
  const entry = {
    ...about,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    key: rotationName(about.replaces),
    store: store.name,
  }
  try {
    await writeSecret('rotation', entry, JSON.stringify({ ...about, key }), store, host)
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/** Removes the journal of a rotation from every store that has it. @throws StoreError */
export function endRotation(
  { replaces }: Pick<RotationMetadata, 'replaces'>,
  access: StoreAccess,
): Promise<void> {
  return forgetSecret('rotation', rotationName(replaces), access)
}
