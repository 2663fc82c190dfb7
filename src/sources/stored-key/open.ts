import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import type { StoredKeySource } from '../../core/source/keys.js'
import { keyEntry, readKey } from '../../secrets/keys.js'
import { readRotation, rotationOf } from '../../secrets/rotations.js'
import type { OpenContext } from '../open-context.js'

type Access = Pick<OpenContext, 'cache' | 'host'>

/**
 * The long-term key of a profile, from the store that the index names. If a rotation has replaced
 * it since the plan was made, that is the new key: both are the same user's.
 * @throws RolecallError 'keychain' if the store fails, or no longer has the key
 */
export async function openStoredKey(
  { profile, accessKeyId }: StoredKeySource,
  { cache, host }: Access,
): Promise<Credentials> {
  const stored = await readKey(profile, { host, storeNamed: cache.storeNamed })
  if (stored?.accessKeyId === accessKeyId) return stored
  const entry = keyEntry(profile, host)
  const rotation = rotationOf(accessKeyId, host)
  const heirs = [entry?.previous === accessKeyId && entry.accessKeyId, rotation?.accessKeyId]
  if (stored && heirs.includes(stored.accessKeyId)) return stored
  // A rotation was interrupted while it wrote the key.
  const { key } = rotation
    ? await readRotation(rotation, await cache.storeNamed(rotation.store))
    : {}
  if (key) return { ...key, ...(entry?.account ? { accountId: entry.account } : {}) }
  const what = `the access key of profile ${profile} is no longer in the store`
  throw new RolecallError('keychain', what, {
    hint: `store it again: rolecall add ${shellWord(profile)} --replace`,
  })
}
