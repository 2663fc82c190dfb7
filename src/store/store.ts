/** A place for secrets at rest. Keys are 64 hex digits; values are texts of a few kilobytes. */
export interface SecretStore {
  readonly name: StoreName
  /**
   * Checks without a prompt whether the store could be written to now.
   * @throws StoreError if not
   */
  probe: () => Promise<void>
  /** @returns undefined if there is no such item. @throws StoreError if that cannot be known */
  read: (key: string) => Promise<string | undefined>
  /** Creates or replaces an item. @throws StoreError */
  write: (key: string, value: string, options: ItemOptions) => Promise<void>
  /** Removes an item; one that does not exist is not an error. @throws StoreError */
  remove: (key: string) => Promise<void>
  /** Closes connections that would hold the process open. */
  close: () => void
}

/** Properties of an item that a store may use. */
export interface ItemOptions {
  /** Shown by the operating system's own keychain program; not secret. */
  label: string
  /** Seconds until the item is worthless. A store that can expire items does so. */
  lifetime?: number | undefined
  /** Whether a store that is full may remove the item to make room; false by default. */
  evictable?: boolean | undefined
}

/** What is true of a store on every machine. */
interface StoreTraits {
  /** What messages call it, in "sessions are stored in …". */
  noun: string
  /** Whether items are still there after a restart of the machine. */
  outlivesRestart: boolean
}

/**
 * All stores. `keychain` is the OS keychain (macOS Keychain, Windows Credential Manager, Secret
 * Service), `kernel` the Linux kernel keyring, `file` are encrypted files. `pass` and `keytar` work
 * only if the user has installed them.
 */
const STORES = {
  keychain: { noun: 'the OS keychain', outlivesRestart: true },
  kernel: { noun: 'the Linux kernel keyring', outlivesRestart: false },
  file: { noun: 'encrypted files', outlivesRestart: true },
  pass: { noun: 'pass', outlivesRestart: true },
  keytar: { noun: 'the OS keychain, through keytar', outlivesRestart: true },
  none: { noun: 'no store', outlivesRestart: false },
} as const satisfies Record<string, StoreTraits>

/** A store, as `--store` names it. */
export type StoreName = keyof typeof STORES

/** Names as `--store`, ROLECALL_STORE and the settings file take them, the preferred one first. */
export const STORE_NAMES = Object.keys(STORES) as readonly StoreName[]

/** Guard for a name from outside: a flag, a file. */
export const isStoreName = (name: unknown): name is StoreName =>
  STORE_NAMES.some((known) => known === name)

/** What messages call a store: `encrypted files`. */
export const storeNoun = (name: StoreName): string => STORES[name].noun

/** The line in which commands report the store in use. */
export const storeInUseMessage = (name: StoreName): string =>
  name === 'none'
    ? 'sessions are not stored; rolecall store shows which stores work here'
    : `sessions are stored in ${storeNoun(name)}`

/** Whether the items of a store are still there after a restart of the machine. */
export const outlivesRestart = (name: StoreName): boolean => STORES[name].outlivesRestart

/**
 * Why a store fails. `damaged` and `undecryptable` concern one item; every other fault concerns the
 * store.
 * - `absent`: it does not exist on this machine, or lacks something that it needs
 * - `unreachable`: it may exist, but this process has no way to it
 * - `untrusted`: another user may be at the other end, so no secret is sent
 * - `timeout`: it does not respond
 * - `undecryptable`: the item is there, and encrypted with another kind of key than the one given
 */
export type StoreFault =
  | 'absent'
  | 'unreachable'
  | 'untrusted'
  | 'locked'
  | 'timeout'
  | 'damaged'
  | 'undecryptable'
  | 'full'

/**
 * The failure of a store. Recognise it by {@link isStoreError}, never by `instanceof`: the hot
 * entry and the program are two bundles, each with a class of its own.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly fault: StoreFault
  /** The store that failed; set by the circuit breaker, through which every store runs. */
  store?: StoreName

  constructor(fault: StoreFault, message: string, cause?: unknown) {
    super(message, { cause })
    this.fault = fault
  }
}

/** Whether the fault concerns the store as a whole, and not one item. */
export const concernsStore = (error: unknown): boolean =>
  isStoreError(error) && error.fault !== 'damaged' && error.fault !== 'undecryptable'

/** Recognises a {@link StoreError} of either bundle. */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === 'StoreError'
}
