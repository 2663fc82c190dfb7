import type { AsyncEntry, EntryOptions } from '@napi-rs/keyring'
import { createRequire } from 'node:module'
import { StoreError, type SecretStore, type StoreFault } from './store.js'

type Keyring = { AsyncEntry: new (...args: ConstructorParameters<typeof AsyncEntry>) => AsyncEntry }

/** Left to itself the addon takes the kernel keyring, without a word, where there is no Secret Service. */
const PINNED: EntryOptions = { linux: { store: 'secret-service' } }

/** Items carry their key as the user name, and this. */
const SERVICE = 'rolecall'

/** An item that surely is not there: to ask for it tells whether the keychain answers. */
const NOBODY = '0'.repeat(64)

export interface NativeKeychainOptions {
  /** Whether the keychain may show its unlock dialog. */
  interactive: boolean
  /** Milliseconds for a call in which nobody is asked anything: Windows' DPAPI was seen to take seconds. */
  limit?: number
  /** Milliseconds that a person has for a dialog. */
  dialogLimit?: number
}

/** macOS Keychain and Windows Credential Manager, through a native addon that is loaded with the first call. */
export function nativeKeychain(options: NativeKeychainOptions): SecretStore {
  const { interactive, limit = 5000, dialogLimit = 60_000 } = options

  const entry = async <T>(key: string, use: (entry: AsyncEntry) => Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const ms = interactive ? dialogLimit : limit
    const tooLate = new Promise<never>((_resolve, reject) => {
      const error = new StoreError('timeout', `the keychain did not answer within ${ms / 1000} s`)
      timer = setTimeout(() => reject(error), ms)
    })
    try {
      const { AsyncEntry } = createRequire(import.meta.url)('@napi-rs/keyring') as Keyring
      return await Promise.race([use(new AsyncEntry(SERVICE, key, PINNED)), tooLate])
    } catch (error) {
      throw asStoreError(error)
    } finally {
      clearTimeout(timer)
    }
  }

  const read = async (key: string): Promise<string | undefined> => {
    // Bytes, since a password would be stored as UTF-16 by Windows, in twice the space.
    const secret = await entry(key, (entry) => entry.getSecret())
    return secret ? Buffer.from(secret).toString() : undefined
  }

  return {
    name: 'keychain',
    probe: async () => void (await read(NOBODY)),
    read,
    write: (key, value) => entry(key, (entry) => entry.setSecret(Buffer.from(value))),
    remove: async (key) => void (await entry(key, (entry) => entry.deleteCredential())),
    close: () => undefined,
  }
}

/** The addon's errors have no codes; the words are those of the keyring crate. */
const FAULTS: readonly (readonly [RegExp, StoreFault])[] = [
  [/longer than|too long/i, 'full'],
  [/locked|couldn't access|interaction/i, 'locked'],
]

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const text = error instanceof Error ? error.message : String(error)
  const fault = FAULTS.find(([words]) => words.test(text))?.[1] ?? 'absent'
  return new StoreError(fault, 'the keychain cannot be used', error)
}
