import type { Profile } from '../../aws-files/profile.js'
import type { Evidence } from '../../core/state/evidence.js'
import type { Source } from '../../core/source.js'
import type { StoredKeySource } from '../../core/source/keys.js'
import { shellWord } from '../../core/shell-word.js'
import { hasStaticKeys } from '../static/parse.js'

/**
 * The long-term key that rolecall stores for a profile. The index tells: no store is opened.
 * @returns undefined if there is none
 */
export function parseStoredKey(
  { name }: Pick<Profile, 'name'>,
  evidence: Evidence,
): StoredKeySource | undefined {
  const accessKeyId = evidence.storedKey(name)
  return accessKeyId === undefined ? undefined : { kind: 'stored-key', profile: name, accessKeyId }
}

/** The note for a profile whose key is stored while a plaintext copy is left in a file. */
export function plaintextCopyNote(profile: Profile, source: Source): string | undefined {
  const { name } = profile
  if (source.kind !== 'stored-key' || source.profile !== name || !hasStaticKeys(profile)) {
    return undefined
  }
  const isSame = profile.get('aws_access_key_id') === source.accessKeyId
  const file = profile.fileOf('aws_access_key_id') ?? ''
  return isSame
    ? `the access key of ${name} is stored, but a plaintext copy is left in ${file}; to remove it: rolecall import ${shellWord(name)} --from credentials`
    : `${name} has another access key in ${file}: rolecall uses the stored one, SDKs without rolecall use the other`
}
