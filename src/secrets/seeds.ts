import { once } from '../core/once.js'
import { storedSeedName } from '../core/state/stored-seed.js'
import { storeUnavailableError } from '../store/errors.js'
import { isStoreError, type SecretStore, type StoreName } from '../store/store.js'
import type { Host } from '../system/host.js'
import type { SeedMetadata } from './metadata.js'
import {
  hasIndexEntry,
  indexedKeys,
  readIndexEntry,
  writeIndexEntry,
  type IndexEntry,
} from './secret-index.js'
import { writeSecret } from './write-secret.js'

/*
 * Seeds of MFA devices
 *
 * A device has one seed, under its serial number, so that every profile with the device uses it.
 * While a device is being enrolled, its entry says so: the next `rolecall mfa add` goes on.
 */

/** The index entry of a device's seed. @returns undefined if none is stored */
export function seedEntry(
  serial: string,
  { paths: { state } }: Pick<Host, 'paths'>,
): IndexEntry<'seed'> | undefined {
  return readIndexEntry('seed', state, storedSeedName(serial))
}

/** Whether a device's seed is stored, and AWS has enabled the device. Opens no store. */
export function hasSeed(serial: string, host: Pick<Host, 'paths'>): boolean {
  // Most devices have none: that costs one look-up.
  if (!hasIndexEntry('seed', host.paths.state, storedSeedName(serial))) return false
  return seedEntry(serial, host)?.enrolling === undefined
}

/** {@link hasSeed} for many devices: the index is read once, when the first is asked for. */
export function seedFinder(host: Pick<Host, 'paths'>): (serial: string) => boolean {
  const names = once(() => {
    try {
      return new Set(indexedKeys('seed', host.paths.state))
    } catch {
      return new Set<string>()
    }
  })
  return (serial) => names().has(storedSeedName(serial)) && hasSeed(serial, host)
}

/**
 * Reads a device's seed from the store that has it.
 * @returns Base32; undefined if the store or the index does not have it
 * @throws RolecallError 'keychain' if the store fails
 */
export async function readSeed(
  serial: string,
  access: {
    host: Pick<Host, 'paths'>
    storeNamed: (name: StoreName) => Promise<SecretStore>
  },
): Promise<string | undefined> {
  const entry = seedEntry(serial, access.host)
  if (!entry || entry.store === 'none') return undefined
  try {
    return await (await access.storeNamed(entry.store)).read(entry.key)
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/**
 * Stores a device's seed, reads it back, and enters it in the index. An earlier seed of the device
 * is replaced.
 * @param seed Base32
 * @throws RolecallError 'keychain' if the store fails, or forgets its items at a restart
 */
export async function saveSeed(
  seed: string,
  metadata: SeedMetadata,
  store: SecretStore,
  host: Pick<Host, 'paths' | 'now'>,
): Promise<void> {
  const entry = { ...metadata, key: storedSeedName(metadata.serial), store: store.name }
  try {
    await writeSecret('seed', entry, seed, store, host)
  } catch (error) {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  }
}

/** Changes what the index says of a seed; the seed itself stays as it is. */
export function updateSeedEntry(entry: IndexEntry<'seed'>, { paths }: Pick<Host, 'paths'>): void {
  writeIndexEntry('seed', paths.state, entry)
}
