import { createHmac, hkdfSync, scrypt } from 'node:crypto'
import { envVar, type Env } from '../../core/env.js'
import { readBytes } from '../../system/files/read-file.js'
import { isCode, reason } from '../../system/files/system-error.js'
import { KEY_BYTES } from './seal.js'
import { StoreError } from '../store.js'

/** Where the key of the sealed files comes from. */
export interface KeyProvider {
  /** How the key is made: `scrypt` from something a person remembers, `hkdf` from full entropy. */
  readonly kind: 'scrypt' | 'hkdf'
  /**
   * @param salt 16 bytes, public
   * @param isRight tells the key of the files that are there; undefined where there are none yet
   * @returns 32 bytes, which need not be right
   */
  derive(salt: Buffer, isRight?: (key: Buffer) => boolean): Promise<Buffer>
}

/** A passphrase, in whichever way it comes. */
export interface Passphrase {
  /** @param isNew whether it is being chosen now */
  text(isNew: boolean): string | Promise<string>
  /** Whether it is a person who has to type it. */
  typed: boolean
}

/** Half a second and 128 MiB for each guess at a passphrase (OWASP Password Storage Cheat Sheet: N=2^17, r=8, p=1). */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

/** @param passphrase asked for only when a key is needed */
export function passphraseKey(text: Passphrase['text']): KeyProvider {
  return {
    kind: 'scrypt',
    async derive(salt, isRight) {
      const passphrase = await text(isRight === undefined)
      return new Promise((resolve, reject) => {
        scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, SCRYPT, (error, key) =>
          error ? reject(error) : resolve(key),
        )
      })
    },
  }
}

/** @param secret at least 32 bytes that nobody can guess */
export function fileKey(secret: () => Buffer): KeyProvider {
  return {
    kind: 'hkdf',
    async derive(salt) {
      return Buffer.from(hkdfSync('sha256', secret(), salt, 'rolecall sealed file', KEY_BYTES))
    },
  }
}

/** Tells a wrong key from a damaged file: public, and of no use to whoever looks for the key. */
export function checkValue(key: Buffer): string {
  return createHmac('sha256', key).update('rolecall key check').digest('hex').slice(0, 16)
}

/**
 * The key file that ROLECALL_KEY_FILE names.
 * @returns undefined where it names none; nothing is read before the key is needed
 */
export function keyFileFromEnvironment(env: Env): KeyProvider | undefined {
  const path = envVar(env, 'ROLECALL_KEY_FILE')
  return path === undefined ? undefined : fileKey(() => keyBytes(path))
}

/** The passphrase of ROLECALL_PASSPHRASE, or of the file that ROLECALL_PASSPHRASE_FILE names. */
export function passphraseFromEnvironment(env: Env): Passphrase | undefined {
  const passphrase = envVar(env, 'ROLECALL_PASSPHRASE')
  if (passphrase !== undefined) return { text: () => passphrase, typed: false }
  const path = envVar(env, 'ROLECALL_PASSPHRASE_FILE')
  return path === undefined ? undefined : { text: () => firstLine(path), typed: false }
}

/** Bytes that a key file or a passphrase file may have. */
const MOST = 64 * 1024

function keyBytes(path: string): Buffer {
  const bytes = contentsOf(path, 'key file')
  if (bytes.length >= KEY_BYTES) return bytes
  throw new StoreError('absent', `the key file ${path} has less than ${KEY_BYTES} bytes`)
}

function firstLine(path: string): string {
  const [line] = contentsOf(path, 'passphrase file').toString().split(/\r?\n/)
  if (line) return line
  throw new StoreError('absent', `the passphrase file ${path} has no first line`)
}

function contentsOf(path: string, what: string): Buffer {
  try {
    return readBytes(path, MOST)
  } catch (error) {
    const why = isCode(error, 'EFBIG')
      ? 'is larger than 64 KiB'
      : `cannot be read: ${reason(error)}`
    throw new StoreError('absent', `the ${what} ${path} ${why}`, error)
  }
}
