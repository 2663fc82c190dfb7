import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import { saveRemembered, readRemembered, type RememberedStore } from './remembered.js'
import { openStore, type OpenOptions, type StoreHost } from './open.js'
import {
  isStoreError,
  isStoreName,
  STORE_NAMES,
  StoreError,
  type SecretStore,
  type StoreName,
} from './store.js'

/** How a store is selected and opened. */
export interface SelectOptions extends OpenOptions {
  /** The value of `--store`. */
  store?: string | undefined
  /** Reads `store` from the settings file; called only if it matters. */
  setting?: (() => Promise<string | undefined>) | undefined
  /** Fails instead of searching for a working store, which would be too slow for a cache hit. */
  knownOnly?: boolean
}

/** The selected store. */
export interface Selection {
  store: SecretStore
  /** Whether the user asked for this store, so that a failure must not be ignored. */
  required: boolean
  reason: SelectionReason
}

type Remembered = RememberedStore & Pick<Selection, 'reason'>

/**
 * Why a store was selected. A `fallback` is used while the remembered store cannot be reached, for
 * example over SSH.
 */
export type SelectionReason = 'requested' | 'setting' | 'first that works' | 'fallback'

/**
 * Selects the store for sessions. The first of these wins: `--store`, ROLECALL_STORE, the
 * remembered store, the settings file, the keychain, encrypted files if the environment has a key
 * for them, the kernel keyring.
 * @throws StoreError of the keychain if no store works; RolecallError 'usage' for an unknown name
 */
export async function selectStore(host: StoreHost, options: SelectOptions): Promise<Selection> {
  const requested = options.store ?? envVar(host.env, 'ROLECALL_STORE')
  if (requested !== undefined) return openRequested(requested, 'requested', host, options)
  const remembered = readWithReason(host)
  if (options.knownOnly || remembered?.required) {
    if (!remembered) throw new StoreError('absent', 'no store has been chosen yet')
    return { ...remembered, store: await openStore(remembered.name, host, options) }
  }
  const setting = await options.setting?.()
  if (setting !== undefined) return openRequested(setting, 'setting', host, options)
  return remembered ? openRemembered(remembered, host, options) : search(host, options)
}

/**
 * Remembers a selection, so that the next process need not search. It is valid until the settings
 * file changes. A store that was requested for one command, or a fallback, is not remembered.
 */
export function rememberStore(
  host: StoreHost,
  { store, required, reason }: Omit<Selection, 'store'> & { store: Pick<SecretStore, 'name'> },
): void {
  if (store.name === 'none' || reason === 'requested' || reason === 'fallback') return
  saveRemembered(host.paths, { name: store.name, required })
}

/** Checks a name that the user gave. @throws RolecallError 'usage' if there is no such store */
export function toStoreName(name: string): StoreName {
  if (isStoreName(name)) return name
  throw new RolecallError('usage', `unknown store "${printable(name)}"`, {
    hint: `the stores are ${STORE_NAMES.join(', ')}`,
  })
}

const OPEN_HINT =
  'rolecall store lists what works here; encrypted files need ROLECALL_KEY_FILE, ' +
  'ROLECALL_PASSPHRASE_FILE or a terminal'

async function openRequested(
  requested: string,
  reason: SelectionReason,
  host: StoreHost,
  options: OpenOptions,
): Promise<Selection> {
  const name = toStoreName(requested)
  try {
    return { store: await openStore(name, host, options), required: name !== 'none', reason }
  } catch (error) {
    if (!isStoreError(error)) throw error
    throw new RolecallError('keychain', error.message, { hint: OPEN_HINT, cause: error })
  }
}

async function openRemembered(
  { name, required, reason }: Remembered,
  host: StoreHost,
  options: OpenOptions,
): Promise<Selection> {
  if (name === 'file' && !hasSealingKey(host.env)) return search(host, options)
  const store = await openStore(name, host, options)
  try {
    await store.probe()
    return { store, required, reason }
  } catch (error) {
    store.close()
    // No fallback for a store that is locked or hangs: sessions would end up in two stores.
    if (!isStoreError(error) || error.fault !== 'absent') throw error
    return { ...(await search(host, options)), reason: 'fallback' }
  }
}

async function search(host: StoreHost, options: OpenOptions): Promise<Selection> {
  const found = (store: SecretStore): Selection => ({
    store,
    required: false,
    reason: 'first that works',
  })
  const keychain = await openStore('keychain', host, options)
  try {
    await keychain.probe()
    return found(keychain)
  } catch (error) {
    keychain.close()
    if (!isStoreError(error)) throw error
    if (hasSealingKey(host.env)) return found(await openStore('file', host, options))
    if (error.fault !== 'absent') throw error
    const kernel = await openWorkingKernelKeyring(host, options)
    if (kernel) return found(kernel)
    throw error
  }
}

/** Whether the environment has a key for the encrypted files. */
export const hasSealingKey = (env: Env): boolean =>
  envVar(env, 'ROLECALL_KEY_FILE', 'ROLECALL_PASSPHRASE', 'ROLECALL_PASSPHRASE_FILE') !== undefined

async function openWorkingKernelKeyring(
  host: StoreHost,
  options: OpenOptions,
): Promise<SecretStore | undefined> {
  try {
    const kernel = await openStore('kernel', host, options)
    await kernel.probe()
    return kernel
  } catch (error) {
    if (isStoreError(error)) return undefined
    throw error
  }
}

function readWithReason({ paths }: StoreHost): Remembered | undefined {
  const remembered = readRemembered(paths)
  return (
    remembered && { ...remembered, reason: remembered.required ? 'setting' : 'first that works' }
  )
}
