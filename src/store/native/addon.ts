import { withTimeout } from '../../core/time/with-timeout.js'
import {
  isStoreError,
  StoreError,
  type SecretStore,
  type StoreFault,
  type StoreName,
} from '../store.js'

/** The calls of a native keychain addon, under the same names for every addon. */
export interface KeychainAddon {
  get: (key: string) => Promise<string | undefined>
  set: (key: string, value: string) => Promise<unknown>
  /** Deleting an item that does not exist is not an error. */
  delete: (key: string) => Promise<unknown>
}

/** Options of {@link addonStore}. */
export interface AddonOptions {
  /** Whether the keychain may show its unlock dialog. */
  mayPrompt: boolean
  /** Time limit of a call without a dialog, in milliseconds. Windows' DPAPI can take seconds. */
  timeoutMs?: number
  /** Time limit of a call with a dialog, in milliseconds. */
  dialogTimeoutMs?: number
}

/** Key of an item that never exists. Reading it shows whether the keychain responds. */
const PROBE_KEY = '0'.repeat(64)

/**
 * A store on a native addon. Adds a time limit to its calls and turns its errors into StoreErrors.
 * @param load loads the addon, with the first call
 */
export function addonStore(
  name: StoreName,
  load: () => KeychainAddon,
  { mayPrompt, timeoutMs = 5000, dialogTimeoutMs = 60_000 }: AddonOptions,
): SecretStore {
  const call = async <T>(use: (addon: KeychainAddon) => Promise<T>): Promise<T> => {
    const ms = mayPrompt ? dialogTimeoutMs : timeoutMs
    const timeoutError = (): StoreError =>
      new StoreError('timeout', `the keychain did not respond within ${ms / 1000} s`)
    try {
      return await withTimeout(use(load()), ms, timeoutError)
    } catch (error) {
      throw toStoreError(error)
    }
  }

  const read = (key: string): Promise<string | undefined> => call((addon) => addon.get(key))
  return {
    name,
    probe: async () => void (await read(PROBE_KEY)),
    read,
    write: async (key, value) => void (await call((addon) => addon.set(key, value))),
    remove: async (key) => void (await call((addon) => addon.delete(key))),
    close: () => undefined,
  }
}

/** Addons' errors have no codes; these are the words of the keyring crate. */
const FAULTS: readonly (readonly [RegExp, StoreFault])[] = [
  [/longer than|too long/i, 'full'],
  [/locked|couldn't access|interaction/i, 'locked'],
]

function toStoreError(error: unknown): StoreError {
  if (isStoreError(error)) return error
  const text = error instanceof Error ? error.message : String(error)
  const fault = FAULTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'absent'
  return new StoreError(fault, 'the keychain cannot be used', error)
}
