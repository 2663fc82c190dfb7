import { envVar, type Env } from '../core/env.js'
import { openStore, type OpenOptions, type StoreHost } from './open.js'
import {
  isStoreError,
  StoreError,
  type SecretStore,
  type StoreFault,
  type StoreName,
} from './store.js'
import type { Selection } from './selection.js'

/** The stores that outlive a restart, in the order of preference. */
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

/** The stores in the order of preference, the remembered one first. */
function candidates({ env }: StoreHost, remembered: StoreName | undefined): StoreName[] {
  const all: StoreName[] = ['keychain', ...(hasSealingKey(env) ? ['file' as const] : []), 'kernel']
  const isPossible = remembered !== undefined && (remembered !== 'file' || all.includes('file'))
  return isPossible ? [remembered, ...all.filter((name) => name !== remembered)] : all
}

/**
 * Searches for a store that works.
 * @param remembered the store of an earlier process, which is tried first
 * @throws StoreError of the preferred store if none works
 */
export async function searchStore(
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
export async function openWorkingStore(
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
