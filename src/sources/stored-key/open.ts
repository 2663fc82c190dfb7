import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import type { StoredKeySource } from '../../core/source.js'
import { readKey } from '../../secrets/keys.js'
import type { OpenContext } from '../open-context.js'

/**
 * The long-term key of a profile, from the store that the index names.
 * @throws RolecallError 'keychain' if the store fails, or no longer has the key
 */
export async function openStoredKey(
  { profile, accessKeyId }: StoredKeySource,
  { cache, host }: Pick<OpenContext, 'cache' | 'host'>,
): Promise<Credentials> {
  const credentials = await readKey(profile, { host, storeNamed: cache.storeNamed })
  if (credentials?.accessKeyId === accessKeyId) return credentials
  const what = `the access key of profile ${profile} is no longer in the store`
  throw new RolecallError('keychain', what, {
    hint: `store it again: rolecall add ${shellWord(profile)} --replace`,
  })
}
