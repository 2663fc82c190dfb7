import { join } from 'node:path'
import { RolecallError } from '../core/errors.js'
import { setting } from '../core/env.js'
import { changedAt, readIfPresent, writePrivate } from '../host/atomic-file.js'
import type { Host } from '../host/host.js'
import { secretService } from './secret-service.js'
import { isStoreError, STORE_NAMES, type SecretStore, type StoreName } from './store.js'

/** What a store needs to know of the machine. */
export type StoreHost = Pick<Host, 'env' | 'platform' | 'paths'>

export interface SelectOptions {
  /** What the user asked for: `--store`, a setting. */
  store?: string | undefined
  /** Whether the keychain may show its unlock dialog. */
  interactive: boolean
}

export interface Selection {
  store: SecretStore
  /** Whether the user asked for this one, so that to go without it would be wrong. */
  required: boolean
}

/** Bytes in a Windows credential (CRED_MAX_CREDENTIAL_BLOB_SIZE). */
const WINDOWS_LIMIT = 5 * 512

/**
 * Where sessions are kept: what the user asks for, else what was found to work before, else the keychain, else
 * sealed files if there is a key for them.
 * @throws StoreError of the keychain where nothing works; RolecallError `usage`, `keychain`
 */
export async function selectStore(host: StoreHost, options: SelectOptions): Promise<Selection> {
  const asked = options.store ?? setting(host.env, 'ROLECALL_STORE')
  if (asked !== undefined) return demand(host, asked, options.interactive)
  const remembered = recall(host)
  const known = remembered && (await openStore(remembered, host, options.interactive))
  if (known) return { store: known, required: false }
  return { store: await firstThatWorks(host, options.interactive), required: false }
}

/** @returns undefined for sealed files without a key */
export async function openStore(
  name: StoreName,
  host: StoreHost,
  interactive: boolean,
): Promise<SecretStore | undefined> {
  switch (name) {
    case 'none':
      return NO_STORE
    case 'file':
      return openSealedFiles(host)
    case 'keychain':
      return openKeychain(host, interactive)
  }
}

/** Spares the next process the search. A choice is good until the settings change. */
export function rememberStore(host: StoreHost, name: StoreName): void {
  if (name !== 'none' && recall(host) !== name) {
    writePrivate(choicePath(host), JSON.stringify({ store: name }))
  }
}

const NO_STORE: SecretStore = {
  name: 'none',
  probe: async () => undefined,
  read: async () => undefined,
  write: async () => undefined,
  remove: async () => undefined,
  close: () => undefined,
}

// The dearer stores are imported by those who use them: the keychain of Linux is all that a hit needs there.

async function openKeychain(
  { env, platform, paths }: StoreHost,
  interactive: boolean,
): Promise<SecretStore> {
  if (platform !== 'darwin' && platform !== 'win32') return secretService({ env, interactive })
  const { nativeKeychain } = await import('./native-keychain.js')
  const keychain = nativeKeychain({ interactive })
  if (platform === 'darwin') return keychain
  const { withOverflow } = await import('./overflow.js')
  return withOverflow(keychain, join(paths.state, 'overflow'), WINDOWS_LIMIT)
}

async function openSealedFiles({ env, paths }: StoreHost): Promise<SecretStore | undefined> {
  const { keyFromEnvironment } = await import('./sealing-key.js')
  const key = keyFromEnvironment(env)
  if (!key) return undefined
  const { sealedFiles } = await import('./sealed-file.js')
  return sealedFiles(join(paths.state, 'sealed'), key)
}

async function demand(host: StoreHost, asked: string, interactive: boolean): Promise<Selection> {
  const name = STORE_NAMES.find((name) => name === asked)
  if (!name) {
    throw new RolecallError('usage', `there is no store "${asked}"`, {
      hint: `stores are ${STORE_NAMES.join(', ')}`,
    })
  }
  const store = await openStore(name, host, interactive)
  if (store) return { store, required: name !== 'none' }
  throw new RolecallError('keychain', 'sealed files need a key or a passphrase', {
    hint: 'set ROLECALL_KEY_FILE, ROLECALL_PASSPHRASE_FILE or ROLECALL_PASSPHRASE',
  })
}

async function firstThatWorks(host: StoreHost, interactive: boolean): Promise<SecretStore> {
  const keychain = await openKeychain(host, interactive)
  try {
    await keychain.probe()
    return keychain
  } catch (error) {
    keychain.close()
    const sealed = isStoreError(error) ? await openSealedFiles(host) : undefined
    if (sealed) return sealed
    throw error
  }
}

const choicePath = ({ paths }: StoreHost): string => join(paths.state, 'store.json')

function recall(host: StoreHost): StoreName | undefined {
  const chosenAt = changedAt(choicePath(host))
  if (chosenAt === undefined || chosenAt < (changedAt(host.paths.settings) ?? 0)) return undefined
  try {
    const { store } = JSON.parse(readIfPresent(choicePath(host))?.toString() ?? '') as {
      store?: unknown
    }
    return STORE_NAMES.find((name) => name === store)
  } catch {
    return undefined
  }
}
