import { withinTime } from '../../core/within-time.js'
import {
  isStoreError,
  StoreError,
  type SecretStore,
  type StoreFault,
  type StoreName,
} from '../store.js'

/** What a native addon offers, however it calls it. */
export interface KeychainAddon {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<unknown>
  /** Removing what is not there is no error. */
  delete(key: string): Promise<unknown>
}

export interface AddonOptions {
  /** Whether the keychain may show its unlock dialog. */
  mayPrompt: boolean
  /** Milliseconds for a call in which nobody is asked anything: Windows' DPAPI was seen to take seconds. */
  limit?: number
  /** Milliseconds that a person has for a dialog. */
  dialogLimit?: number
}

/** An item that surely is not there: to ask for it tells whether the keychain answers. */
const NOBODY = '0'.repeat(64)

/**
 * A store on a native addon, whose calls get a time limit and whose errors a name.
 * @param load loads the addon, with the first call
 */
export function addonStore(
  name: StoreName,
  load: () => KeychainAddon,
  { mayPrompt, limit = 5000, dialogLimit = 60_000 }: AddonOptions,
): SecretStore {
  const inTime = async <T>(use: (vault: KeychainAddon) => Promise<T>): Promise<T> => {
    const ms = mayPrompt ? dialogLimit : limit
    const late = (): StoreError =>
      new StoreError('timeout', `the keychain did not answer within ${ms / 1000} s`)
    try {
      return await withinTime(use(load()), ms, late)
    } catch (error) {
      throw asStoreError(error)
    }
  }

  const read = (key: string): Promise<string | undefined> => inTime((vault) => vault.get(key))
  return {
    name,
    probe: async () => void (await read(NOBODY)),
    read,
    write: async (key, value) => void (await inTime((vault) => vault.set(key, value))),
    remove: async (key) => void (await inTime((vault) => vault.delete(key))),
    close: () => undefined,
  }
}

/** Addons' errors have no codes; the words are those of the keyring crate. */
const FAULTS: readonly (readonly [RegExp, StoreFault])[] = [
  [/longer than|too long/i, 'full'],
  [/locked|couldn't access|interaction/i, 'locked'],
]

function asStoreError(error: unknown): StoreError {
  if (isStoreError(error)) return error
  const text = error instanceof Error ? error.message : String(error)
  const fault = FAULTS.find(([words]) => words.test(text))?.[1] ?? 'absent'
  return new StoreError(fault, 'the keychain cannot be used', error)
}
