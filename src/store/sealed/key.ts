import { envVar, type Env } from '../../core/env.js'
import { utf8Text } from '../../system/bytes.js'
import { hkdfSha256, hmacSha256Hex, scryptKey } from '../../system/crypto.js'
import { readBytes } from '../../system/files/read-bytes.js'
import { trustFault } from '../../system/files/ownership.js'
import { reason } from '../../system/files/system-error.js'
import { isStoreError, StoreError } from '../store.js'
import { KEY_BYTES } from './seal.js'

/** Derives the key of the encrypted files. */
export interface KeyProvider {
  /** Key derivation: `scrypt` for a passphrase, `hkdf` for a secret of full entropy. */
  readonly kind: 'scrypt' | 'hkdf'
  /**
   * Derives a key, which may be the wrong one.
   * @param salt 16 bytes, public
   * @param isRight recognises the key of the existing files; undefined if there are none yet
   * @returns 32 bytes
   */
  derive: (salt: Uint8Array, isRight?: (key: Uint8Array) => boolean) => Promise<Uint8Array>
  /** Checks without a prompt that there is something to derive a key from. @throws StoreError */
  assertAvailable?: () => void
}

/** A passphrase, from a prompt or from the environment. */
export interface Passphrase {
  /** @param isNew whether the user chooses the passphrase now */
  text: (isNew: boolean) => string | Promise<string>
  /** Whether the user has to type it. */
  typed: boolean
}

/**
 * Half a second and 128 MiB for each guess at a passphrase (OWASP Password Storage Cheat Sheet:
 * N=2^17, r=8, p=1).
 */
const SCRYPT_COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

/**
 * A key from a passphrase.
 * @param text called only if a key is needed, or to check a passphrase from the environment
 */
export function passphraseKey(text: Passphrase['text'], typed = true): KeyProvider {
  return {
    kind: 'scrypt',
    assertAvailable: () => void (typed || text(false)),
    async derive(salt, isRight) {
      const passphrase = await text(isRight === undefined)
      return scryptKey(passphrase.normalize('NFKC'), salt, KEY_BYTES, SCRYPT_COST)
    },
  }
}

/** A key from a key file. @param secret returns at least 32 bytes of full entropy */
export function fileKey(secret: () => Uint8Array): KeyProvider {
  return {
    kind: 'hkdf',
    assertAvailable: () => void secret(),
    derive: async (salt) => hkdfSha256(secret(), salt, 'rolecall sealed file', KEY_BYTES),
  }
}

/**
 * A value that distinguishes a wrong key from a damaged file. It is public, and does not help to
 * find the key.
 * @returns 16 hex digits
 */
export function checkValue(key: Uint8Array): string {
  return hmacSha256Hex(key, 'rolecall key check').slice(0, 16)
}

/**
 * A key from the file that ROLECALL_KEY_FILE names. The file is read when the key is needed.
 * @returns undefined if the variable is not set
 */
export function keyFileFromEnvironment(env: Env): KeyProvider | undefined {
  const path = envVar(env, 'ROLECALL_KEY_FILE')
  return path === undefined ? undefined : fileKey(() => readKeyFile(path))
}

/** The passphrase in ROLECALL_PASSPHRASE, else in the file that ROLECALL_PASSPHRASE_FILE names. */
export function passphraseFromEnvironment(env: Env): Passphrase | undefined {
  const passphrase = envVar(env, 'ROLECALL_PASSPHRASE')
  if (passphrase !== undefined) return { text: () => passphrase, typed: false }
  const path = envVar(env, 'ROLECALL_PASSPHRASE_FILE')
  return path === undefined ? undefined : { text: () => readFirstLine(path), typed: false }
}

/** Size limit of a key file or a passphrase file. */
const MAX_FILE_BYTES = 64 * 1024

function readKeyFile(path: string): Uint8Array {
  const bytes = readSecretFile(path, 'key file')
  if (bytes.length >= KEY_BYTES) return bytes
  throw new StoreError('absent', `the key file ${path} is shorter than ${KEY_BYTES} bytes`)
}

function readFirstLine(path: string): string {
  const [line] = utf8Text(readSecretFile(path, 'passphrase file')).split(/\r?\n/)
  if (line) return line
  throw new StoreError('absent', `the first line of the passphrase file ${path} is empty`)
}

const FAULTS = {
  foreign: 'belongs to another user',
  writable: 'can be written by other users',
} as const

/** A user who can write the file knows the key, so only this user and root may. */
function readSecretFile(path: string, noun: string): Uint8Array {
  try {
    return readBytes(path, MAX_FILE_BYTES, (stat) => {
      const fault = stat.isCharacterDevice() ? undefined : trustFault(stat)
      if (!fault) return
      const whose = fault === 'foreign' ? ` (ID ${stat.uid}), who knows the key` : ''
      throw new StoreError('absent', `the ${noun} ${path} ${FAULTS[fault]}${whose}`)
    })
  } catch (error) {
    if (isStoreError(error)) throw error
    throw new StoreError('absent', `the ${noun} ${path} cannot be read: ${reason(error)}`, error)
  }
}
