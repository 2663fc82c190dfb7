import type { OpenOptions } from './open.js'
import type { StoreError } from './store.js'
import { type SecretStore } from './store.js'

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

/**
 * Why a store was selected. A `fallback` is used while the preferred store does not work: while it
 * is locked, does not respond, or cannot be reached, for example over SSH.
 */
export type SelectionReason = 'requested' | 'setting' | 'first that works' | 'fallback'
