import { RolecallError } from '../core/errors.js'
import { parseObject } from '../core/json.js'
import { utf8Text } from '../system/bytes.js'
import { removeFile, writeFleeting, writePrivate } from '../system/files/atomic-file.js'
import { changedAt, namesIn, readOwnFile } from '../system/files/read-own-file.js'
import { isSystemError, reason } from '../system/files/system-error.js'
import { join } from '../system/path.js'
import { isStoreName } from '../store/store.js'
import {
  SECRET_KINDS,
  type MetadataOf,
  type SecretKind,
  type SecretKindName,
  type SecretLocation,
} from './kinds.js'

/*
 * The index: one file without secrets per stored secret. It shows what is stored without opening a
 * store, and finds secrets again in stores that cannot be listed.
 */

/** An entry of the index. The default kind makes it an entry of the session index. */
export type IndexEntry<Kind extends SecretKindName = 'session'> = MetadataOf<Kind> & SecretLocation

/** @throws RolecallError if the folder is not private; Error as the file system does */
export function writeIndexEntry<Kind extends SecretKindName>(
  kind: Kind,
  state: string,
  entry: IndexEntry<Kind>,
): void {
  const { serialise }: SecretKind<MetadataOf<Kind>> = SECRET_KINDS[kind]
  const { copies, ...located } = entry
  const fields = { ...serialise(located as typeof entry), ...(copies?.length ? { copies } : {}) }
  // A power failure may lose the entry of a secret that expires. Waiting for the disk takes longer
  // than the STS call.
  const write = SECRET_KINDS[kind].lifetime ? writeFleeting : writePrivate
  write(indexPath(kind, state, entry.key), JSON.stringify(fields))
}

/**
 * Whether the index has an entry. Without one there may still be a secret, if the entry could not
 * be written to a full disk.
 */
export function hasIndexEntry(kind: SecretKindName, state: string, key: string): boolean {
  return changedAt(indexPath(kind, state, key)) !== undefined
}

/** @returns undefined if there is no such entry, or if it cannot be read */
export function readIndexEntry<Kind extends SecretKindName>(
  kind: Kind,
  state: string,
  key: string,
): IndexEntry<Kind> | undefined {
  try {
    const data = readOwnFile(indexPath(kind, state, key))
    return data && parse(kind, key, utf8Text(data))
  } catch {
    return undefined
  }
}

/**
 * Lists the entries of one kind, without those that cannot be read.
 * @throws RolecallError 'failed' if the folder cannot be read, for example after a run with sudo
 */
export function listIndexEntries<Kind extends SecretKindName>(
  kind: Kind,
  state: string,
): IndexEntry<Kind>[] {
  return indexedKeys(kind, state).flatMap((key) => readIndexEntry(kind, state, key) ?? [])
}

/** Keys of all entries of one kind, readable or not. @throws as {@link listIndexEntries} */
export function indexedKeys(kind: SecretKindName, state: string): string[] {
  const { extension } = SECRET_KINDS[kind]
  return namesOf(folderOf(kind, state)).flatMap((name) => {
    const key = name.endsWith(extension) ? name.slice(0, name.length - extension.length) : ''
    return /^[0-9a-f]{64}$/.test(key) ? [key] : []
  })
}

/**
 * The stores that keep an older copy of a secret when it is written to another one, and from which
 * logout must remove it too.
 * @param before the entry so far
 * @param name of the store that the secret is written to
 */
export function copiesBeside(
  before: SecretLocation | undefined,
  name: SecretLocation['store'],
): SecretLocation['store'][] {
  const held = before ? [before.store, ...(before.copies ?? [])] : []
  return [...new Set(held)].filter((holder) => holder !== name && holder !== 'none')
}

/** Removes an entry; one that does not exist is not an error. */
export function removeIndexEntry(kind: SecretKindName, state: string, key: string): void {
  removeFile(indexPath(kind, state, key))
}

const folderOf = (kind: SecretKindName, state: string): string =>
  join(state, SECRET_KINDS[kind].folder)

/** Path of an entry. */
export const indexPath = (kind: SecretKindName, state: string, key: string): string =>
  join(folderOf(kind, state), `${key}${SECRET_KINDS[kind].extension}`)

function namesOf(folder: string): string[] {
  try {
    return namesIn(folder)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new RolecallError('failed', `cannot read ${folder}: ${reason(error)}`, {
      hint: 'check who owns it and the folders above it; it should be you',
      cause: error,
    })
  }
}

function parse<Kind extends SecretKindName>(
  kind: Kind,
  key: string,
  text: string,
): IndexEntry<Kind> | undefined {
  const { copies: writtenCopies, ...located } = parseObject(text) ?? {}
  const { key: writtenKey = key, store } = located
  if (writtenKey !== key || !isStoreName(store)) return undefined
  const { parse: parseMetadata }: SecretKind<MetadataOf<Kind>> = SECRET_KINDS[kind]
  const metadata = parseMetadata(located)
  const copies = Array.isArray(writtenCopies) ? writtenCopies.filter(isStoreName) : []
  return metadata && { ...metadata, key, store, ...(copies.length > 0 ? { copies } : {}) }
}
