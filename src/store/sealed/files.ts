import { isRolecallError } from '../../core/errors.js'
import { parseObject } from '../../core/json.js'
import { hexBytes, hexText, utf8Text } from '../../system/bytes.js'
import { randomBytes } from '../../system/crypto.js'
import { createPrivate, removeFile, writePrivate } from '../../system/files/atomic-file.js'
import { changedAt, readOwnFile } from '../../system/files/read-own-file.js'
import { ensurePrivateFolder } from '../../system/files/private-folder.js'
import { isCode, isSystemError } from '../../system/files/system-error.js'
import { join } from '../../system/path.js'
import { StoreError, type SecretStore } from '../store.js'
import { checkValue, type KeyProvider } from './key.js'
import { seal, unseal } from './seal.js'

/** The file that all encrypted files of a folder share; public. */
interface Header {
  /** Hex. */
  salt: string
  /** {@link checkValue} of the right key. */
  check: string
}

type KeyKind = KeyProvider['kind']

const SALT_BYTES = 16

/** What the user knows each kind of key by. */
const KEY_NOUNS: Readonly<Record<KeyKind, string>> = { scrypt: 'passphrase', hkdf: 'key file' }
const KEY_KINDS = Object.keys(KEY_NOUNS) as KeyKind[]

/** Why the key of one kind does not open a file of the other. */
const OTHER_KIND: Readonly<Record<KeyKind, string>> = {
  scrypt: 'the secret is encrypted with a passphrase, and ROLECALL_KEY_FILE names a key file',
  hkdf: 'the secret is encrypted with a key file, and ROLECALL_KEY_FILE is not set',
}

/**
 * The store `file`: encrypted files, for machines without a keychain.
 * @param parent folder that gets one subfolder per kind of key; created with the first secret
 */
export function sealedFiles(parent: string, provider: KeyProvider): SecretStore {
  const folder = join(parent, provider.kind)
  const headerPath = headerOf(parent, provider.kind)
  const fileOf = (key: string, kind = provider.kind): string => join(parent, kind, `${key}.sealed`)
  let unlocked: Promise<Uint8Array> | undefined

  const unlock = async (header: Header): Promise<Uint8Array> => {
    const isRight = (key: Uint8Array): boolean => checkValue(key) === header.check
    const key = await provider.derive(hexBytes(header.salt), isRight)
    if (isRight(key)) return key
    throw new StoreError(
      'locked',
      `the encrypted files were created with another ${KEY_NOUNS[provider.kind]}`,
    )
  }

  const create = async (): Promise<Uint8Array> => {
    const salt = randomBytes(SALT_BYTES)
    const key = await provider.derive(salt)
    const header: Header = { salt: hexText(salt), check: checkValue(key) }
    if (createPrivate(headerPath, JSON.stringify(header))) return key
    // Another process created the header first.
    return unlock(readHeader() ?? header)
  }

  const readHeader = (): Header | undefined => {
    const data = readOwnFile(headerPath)
    return data && parseHeader(utf8Text(data))
  }

  /** Derives the key once per store, because that takes time. */
  const existingKey = (): Promise<Uint8Array> | undefined => {
    if (unlocked) return unlocked
    const header = readHeader()
    return header && (unlocked = unlock(header))
  }

  /** @throws StoreError if the secret is encrypted with a key of another kind */
  const assertMissing = (key: string): undefined => {
    const other = KEY_KINDS.find(
      (kind) => kind !== provider.kind && changedAt(fileOf(key, kind)) !== undefined,
    )
    if (other) throw new StoreError('undecryptable', OTHER_KIND[other])
    return undefined
  }

  return {
    name: 'file',
    probe: () =>
      withStoreErrors(async () => {
        // The key first: if it is refused, no folder is made.
        await (existingKey() ?? provider.assertAvailable?.())
        ensurePrivateFolder(folder)
      }),
    read: (key) =>
      withStoreErrors(async () => {
        const data = readOwnFile(fileOf(key), throwNotPrivate)
        if (!data) return assertMissing(key)
        const sealingKey = await existingKey()
        if (sealingKey) return unseal(sealingKey, key, data)
        throw new StoreError('damaged', 'the header of the encrypted files is missing')
      }),
    write: (key, value) =>
      withStoreErrors(async () => {
        const sealingKey = await (existingKey() ?? (unlocked = create()))
        writePrivate(fileOf(key), seal(sealingKey, key, value))
      }),
    // Removes the files of every kind of key, which needs no key.
    remove: (key) =>
      withStoreErrors(async () => KEY_KINDS.forEach((kind) => removeFile(fileOf(key, kind)))),
    close: () => undefined,
  }
}

/** A file that cannot be read is not one that is missing. */
function throwNotPrivate(): never {
  throw new StoreError('damaged', 'an encrypted file is not private: check its owner and mode')
}

/** Whether a key of this kind was used before. @throws StoreError if that cannot be known */
export function hasSealedFiles(parent: string, kind: KeyKind): boolean {
  try {
    return changedAt(headerOf(parent, kind)) !== undefined
  } catch (error) {
    throw toStoreError(error)
  }
}

const headerOf = (parent: string, kind: KeyKind): string => join(parent, kind, 'header.json')

function parseHeader(text: string): Header {
  const { salt, check } = parseObject(text) ?? {}
  if (typeof salt === 'string' && typeof check === 'string') return { salt, check }
  throw new StoreError('damaged', 'the header of the encrypted files cannot be read')
}

async function withStoreErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStoreError(error)
  }
}

/** A used-up quota. Node has no name for its number, which is 122 on Linux and 69 on macOS. */
const QUOTA = ['EDQUOT', 'Unknown system error -122', 'Unknown system error -69']

function toStoreError(error: unknown): unknown {
  if (isCode(error, 'ENOSPC', ...QUOTA)) return new StoreError('full', 'the disk is full', error)
  if (isCode(error, 'EROFS', 'EACCES', 'EPERM')) {
    return new StoreError('absent', 'the encrypted files cannot be accessed', error)
  }
  // A folder of another user, or one that others can write to.
  if (isRolecallError(error) && error.code === 'failed') {
    return new StoreError('absent', error.message, error)
  }
  // For example a folder in place of a file, a symbolic link to itself, or a disk error.
  if (isSystemError(error)) {
    return new StoreError('damaged', 'an encrypted file cannot be read or written', error)
  }
  return error
}
