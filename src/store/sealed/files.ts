import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  changedAt,
  createPrivate,
  readIfPresent,
  removeFile,
  writePrivate,
} from '../../system/files/atomic-file.js'
import { ensurePrivateFolder } from '../../system/files/private-folder.js'
import { isCode, isSystemError } from '../../system/files/system-error.js'
import { seal, unseal } from './seal.js'
import { checkValue, type KeyProvider } from './key.js'
import { StoreError, type SecretStore } from '../store.js'

/** What all sealed files of a folder share; public. */
interface Header {
  /** Hex. */
  salt: string
  /** {@link checkValue} of the right key. */
  check: string
}

const SALT_BYTES = 16

/**
 * Secrets as encrypted files, for machines without a keychain.
 * @param parent gets one folder for each kind of key; made when the first secret is written
 */
export function sealedFiles(parent: string, provider: KeyProvider): SecretStore {
  const folder = join(parent, provider.kind)
  const headerPath = headerOf(parent, provider.kind)
  const fileOf = (key: string, kind = provider.kind): string => join(parent, kind, `${key}.sealed`)
  let unlocked: Promise<Buffer> | undefined

  const unlock = async (header: Header): Promise<Buffer> => {
    const isRight = (key: Buffer): boolean => checkValue(key) === header.check
    const key = await provider.derive(Buffer.from(header.salt, 'hex'), isRight)
    if (isRight(key)) return key
    throw new StoreError(
      'locked',
      `the sealed files were made with another ${SECRET[provider.kind]}`,
    )
  }

  const create = async (): Promise<Buffer> => {
    const salt = randomBytes(SALT_BYTES)
    const key = await provider.derive(salt)
    const header: Header = {
      salt: salt.toString('hex'),
      check: checkValue(key),
    }
    if (createPrivate(headerPath, JSON.stringify(header))) return key
    // Another process was first.
    return unlock(readHeader() ?? header)
  }

  const readHeader = (): Header | undefined => {
    const data = readIfPresent(headerPath)
    return data && parseHeader(data.toString())
  }

  /** The key is made once a store: that is what takes the time. */
  const keyToRead = (): Promise<Buffer> | undefined => {
    if (unlocked) return unlocked
    const header = readHeader()
    return header && (unlocked = unlock(header))
  }

  const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw asStoreError(error)
    }
  }

  return {
    name: 'file',
    probe: () =>
      onDisk(async () => {
        ensurePrivateFolder(folder)
        await keyToRead()
      }),
    read: (key) =>
      onDisk(async () => {
        const data = readIfPresent(fileOf(key))
        const sealingKey = data && (await keyToRead())
        return sealingKey && unseal(sealingKey, key, data)
      }),
    write: (key, value) =>
      onDisk(async () => {
        const sealingKey = await (keyToRead() ?? (unlocked = create()))
        writePrivate(fileOf(key), seal(sealingKey, key, value))
      }),
    // Also what was sealed with the other kind of key: to remove it takes none.
    remove: (key) => onDisk(async () => KINDS.forEach((kind) => removeFile(fileOf(key, kind)))),
    close: () => undefined,
  }
}

/** Whether files were sealed with this kind of key before. @throws StoreError where that cannot be known */
export function areThere(parent: string, kind: KeyProvider['kind']): boolean {
  try {
    return changedAt(headerOf(parent, kind)) !== undefined
  } catch (error) {
    throw asStoreError(error)
  }
}

const headerOf = (parent: string, kind: KeyProvider['kind']): string =>
  join(parent, kind, 'header.json')

const SECRET = { scrypt: 'passphrase', hkdf: 'key file' } as const
const KINDS = Object.keys(SECRET) as KeyProvider['kind'][]

function parseHeader(text: string): Header {
  try {
    const { salt, check } = JSON.parse(text) as Partial<Header>
    if (typeof salt === 'string' && typeof check === 'string') return { salt, check }
  } catch {
    // Told below.
  }
  throw new StoreError('damaged', 'the header of the sealed files cannot be read')
}

function asStoreError(error: unknown): unknown {
  if (isCode(error, 'ENOSPC', 'EDQUOT')) return new StoreError('full', 'the disk is full', error)
  if (isCode(error, 'EROFS', 'EACCES', 'EPERM')) {
    return new StoreError('absent', 'the sealed files cannot be reached', error)
  }
  // A folder in the place of a file, a loop of links, a fault of the disk.
  if (isSystemError(error)) {
    return new StoreError('damaged', 'a sealed file cannot be read or written', error)
  }
  return error
}
