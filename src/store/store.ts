/** A place for secrets at rest. Keys are 64 hex digits; values are text of at most a few kilobytes. */
export interface SecretStore {
  readonly name: StoreName
  /** Whether it could be written to now, without asking anybody. @throws StoreError where it could not */
  probe(): Promise<void>
  /** @returns undefined where there is no such item. @throws StoreError where that cannot be known */
  read(key: string): Promise<string | undefined>
  /**
   * Creates or replaces.
   * @param label what a person sees in the system's own keychain program; no secret
   * @param lifetime seconds after which nobody needs it; a store that forgets by itself does so then
   * @throws StoreError
   */
  write(key: string, value: string, label: string, lifetime?: number): Promise<void>
  /** Removing what is not there is no error. @throws StoreError */
  remove(key: string): Promise<void>
  /** Ends whatever would keep the process alive. */
  close(): void
}

/**
 * `keychain` is the operating system's own: Keychain, Credential Manager, Secret Service. `kernel` is the keyring of the
 * Linux kernel, `file` are sealed files, `pass` and `keytar` are what the user has installed.
 */
export const STORE_NAMES = ['keychain', 'kernel', 'file', 'pass', 'keytar', 'none'] as const
export type StoreName = (typeof STORE_NAMES)[number]

export type StoreFault = 'absent' | 'locked' | 'timeout' | 'damaged' | 'full'

/** What is wrong with a store, by {@link StoreFault}; like every error of ours recognised by name. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly fault: StoreFault

  constructor(fault: StoreFault, message: string, cause?: unknown) {
    super(message, { cause })
    this.fault = fault
  }
}

export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === 'StoreError'
}
