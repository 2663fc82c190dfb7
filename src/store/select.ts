import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import { saveRemembered, readRemembered, type RememberedStore } from './remembered.js'
import { storeUnavailableError } from './errors.js'
import { openStore, type OpenOptions, type StoreHost } from './open.js'
import {
  isStoreError,
  isStoreName,
  STORE_NAMES,
  StoreError,
  type SecretStore,
  type StoreFault,
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
  /** Why a preferred store was not selected. */
  insteadOf?: StoreError
}

type Remembered = RememberedStore & Pick<Selection, 'reason'>

/**
 * Why a store was selected. A `fallback` is used while the preferred store does not work: while it
 * is locked, does not respond, or cannot be reached, for example over SSH.
 */
export type SelectionReason = 'requested' | 'setting' | 'first that works' | 'fallback'

/**
 * Selects the store for sessions. The first of these wins: `--store`, ROLECALL_STORE, the
 * remembered store, the settings file, and then of the keychain, encrypted files with a key in the
 * environment, and the kernel keyring the first that works.
 * @throws StoreError of the preferred store if none works; RolecallError 'usage' for an unknown
 * name, 'keychain' if a store that the user asked for does not work
 */
export async function selectStore(host: StoreHost, options: SelectOptions): Promise<Selection> {
  const requested = options.store ?? envVar(host.env, 'ROLECALL_STORE')
  if (requested !== undefined) return openRequired(requested, 'requested', host, options)
  const remembered = readWithReason(host)
  if (options.knownOnly) {
    if (!remembered) throw new StoreError('absent', 'no store has been chosen yet')
    return { ...remembered, store: await openStore(remembered.name, host, options) }
  }
  if (remembered?.required) return openRequired(remembered.name, 'setting', host, options)
  const setting = await options.setting?.()
  if (setting !== undefined) return openRequired(setting, 'setting', host, options)
  return searchStore(host, options, remembered?.name)
}

/** The stores that outlive a restart, in the order in which one is taken unasked. */
const LASTING: readonly StoreName[] = ['keychain', 'file', 'pass']

/**
 * The first store that works and outlives a restart, for a secret that must. Encrypted files are
 * one if the environment has a key for them: a passphrase that is typed is not chosen unasked,
 * because SDKs cannot type it.
 * @returns undefined if none works
 */
export async function firstLastingStore(
  host: StoreHost,
  options: OpenOptions,
): Promise<SecretStore | undefined> {
  for (const name of LASTING) {
    if (name === 'file' && !hasSealingKey(host.env)) continue
    try {
      return await openWorkingStore(name, host, options)
    } catch (error) {
      if (!isStoreError(error)) throw error
    }
  }
  return undefined
}

/**
 * Remembers a selection, so that the next process need not search. It is valid until the settings
 * file changes. A store that was requested for one command is not remembered. Instead of a
 * fallback, the keychain is: the session index tells where each session is.
 */
export function rememberStore(
  { paths }: StoreHost,
  { store, required, reason }: Omit<Selection, 'store'> & { store: Pick<SecretStore, 'name'> },
): void {
  if (store.name === 'none' || reason === 'requested') return
  if (reason !== 'fallback') return saveRemembered(paths, { name: store.name, required })
  if (!readRemembered(paths)) saveRemembered(paths, { name: 'keychain', required: false })
}

/** Checks a name that the user gave. @throws RolecallError 'usage' if there is no such store */
export function toStoreName(name: string): StoreName {
  if (isStoreName(name)) return name
  throw new RolecallError('usage', `unknown store "${printable(name)}"`, {
    hint: `the stores are ${STORE_NAMES.join(', ')}`,
  })
}

/** Opens a store that the user asked for. A cache hit needs no probe: it shows that it works. */
async function openRequired(
  requested: string,
  reason: SelectionReason,
  host: StoreHost,
  options: SelectOptions,
): Promise<Selection> {
  const name = toStoreName(requested)
  try {
    const store = options.knownOnly
      ? await openStore(name, host, options)
      : await openWorkingStore(name, host, options)
    return { store, required: name !== 'none', reason }
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/** The stores in the order of preference, the remembered one first. */
function candidates({ env }: StoreHost, remembered: StoreName | undefined): StoreName[] {
  const all: StoreName[] = ['keychain', ...(hasSealingKey(env) ? ['file' as const] : []), 'kernel']
  const isPossible = remembered !== undefined && (remembered !== 'file' || all.includes('file'))
  return isPossible ? [remembered, ...all.filter((name) => name !== remembered)] : all
}

async function searchStore(
  host: StoreHost,
  options: OpenOptions,
  remembered: StoreName | undefined,
): Promise<Selection> {
  const failures: StoreError[] = []
  for (const name of candidates(host, remembered)) {
    try {
      const store = await openWorkingStore(name, host, options)
      const [insteadOf] = failures
      if (!insteadOf) return { store, required: false, reason: 'first that works' }
      const isAway = remembered !== undefined || !MISSING.includes(insteadOf.fault)
      return { store, required: false, reason: isAway ? 'fallback' : 'first that works', insteadOf }
    } catch (error) {
      if (!isStoreError(error)) throw error
      failures.push(error)
    }
  }
  // Encrypted files are a candidate only if the user has given a key for them.
  const failure = failures.find(({ store }) => store === 'file') ?? failures[0]
  throw failure ?? new StoreError('absent', 'no store works')
}

/** Faults of a keychain that this machine may never have, so that the next store is the choice. */
const MISSING: readonly StoreFault[] = ['absent', 'unreachable']

/** @throws StoreError if the store does not work */
async function openWorkingStore(
  name: StoreName,
  host: StoreHost,
  options: OpenOptions,
): Promise<SecretStore> {
  const store = await openStore(name, host, options)
  try {
    await store.probe()
    return store
  } catch (error) {
    store.close()
    throw error
  }
}

/** Whether the environment has a key for the encrypted files. */
export const hasSealingKey = (env: Env): boolean =>
  envVar(env, 'ROLECALL_KEY_FILE', 'ROLECALL_PASSPHRASE', 'ROLECALL_PASSPHRASE_FILE') !== undefined

function readWithReason({ paths }: StoreHost): Remembered | undefined {
  const remembered = readRemembered(paths)
  return (
    remembered && { ...remembered, reason: remembered.required ? 'setting' : 'first that works' }
  )
}
