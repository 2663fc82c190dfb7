import type { Host } from '../system/host.js'

/*
 * The vaults of aws-vault and granted
 *
 * Both tools keep access keys through the Go library 99designs/keyring, in one of its backends. A
 * vault is only read: nothing is written, moved or removed there. The layouts were checked against
 * items that the tools wrote (docs/contracts.md §11).
 */

/** The backends of the library that can be read, as the tools' own settings name them. */
export const BACKENDS = [
  'keychain',
  'wincred',
  'secret-service',
  'kwallet',
  'pass',
  'file',
] as const

/** A backend of aws-vault whose items rolecall can read. */
export type Backend = (typeof BACKENDS)[number]

/** A place where a tool keeps access keys. */
export interface Vault {
  readonly backend: Backend
  /** What messages call it: `the collection awsvault of the Secret Service`. */
  readonly noun: string
  /** Whether other programs have their items there too, which are not to be decrypted. */
  readonly isShared: boolean
  /** @throws StoreError, RolecallError */
  names: () => Promise<string[]>
  /**
   * The text of an item: JSON.
   * @returns undefined if there is no such item
   * @throws StoreError, RolecallError
   */
  read: (name: string) => Promise<string | undefined>
  /** Closes connections that would hold the process open. */
  close: () => void
}

/** The part of the machine that vaults need. */
export type VaultHost = Pick<Host, 'env' | 'platform' | 'paths'>

/** How a vault is opened. */
export interface VaultOptions {
  /** Whether the keychain and GnuPG may show their dialogs. */
  mayPrompt: boolean
  /** Gets the passphrase of encrypted files that no variable gives. @param folder their folder */
  askPassphrase: (folder: string) => Promise<string>
}

/** Where a tool keeps its keys: the settings with which it opens each backend. */
export interface VaultLayout {
  /** What messages call the tool. */
  tool: string
  /** Commands that move the key NAME out of a backend that rolecall cannot read. */
  otherWay: string
  /** The command that removes the key NAME. */
  removal: string
  /** The only backend that it uses; undefined if it may be any. */
  backend: string | undefined
  /** macOS: a name in `~/Library/Keychains` without `.keychain`, and the service of the items. */
  keychain: { name: string; service: string }
  /** Windows: what precedes the name in the target of a generic credential. */
  wincred: { prefix: string }
  secretService: { collection: string }
  kwallet: { wallet: string; folder: string; appId: string }
  /** `prefix` is the folder of the items, '' for the root of the password store. */
  pass: { program: string; folder: string; prefix: string }
  /** `passphrase` is the value of `variable`; undefined if the user must be asked. */
  file: { folder: string; passphrase: string | undefined; variable: string }
}
