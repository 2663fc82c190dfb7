import { envVar } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import { saveRemembered, readRemembered, type RememberedStore } from './remembered.js'
import { storeUnavailableError } from './errors.js'
import { openStore, type StoreHost } from './open.js'
import {
  isStoreError,
  isStoreName,
  STORE_NAMES,
  StoreError,
  type SecretStore,
  type StoreName,
} from './store.js'
import type { SelectOptions, Selection, SelectionReason } from './selection.js'
import { searchStore, openWorkingStore } from './search.js'

type Remembered = RememberedStore & Pick<Selection, 'reason'>

/**
 * Selects the store for sessions. The first of these wins: `--store`, ROLECALL_STORE, the
 * remembered store, the settings file. Without any of them, the first that works of the keychain,
 * encrypted files with a key in the environment, and the kernel keyring.
 * @throws StoreError of the preferred store if none works; RolecallError 'usage' for an unknown
 * name, 'keychain' if a store that the user asked for does not work
 */
export async function selectStore(host: StoreHost, options: SelectOptions): Promise<Selection> {
  const requested = options.store ?? envVar(host.env, 'ROLECALL_STORE')
  if (requested !== undefined) return openRequired(requested, 'requested', host, options)
  const remembered = withReason(options.health.remembered ?? readRemembered(host.paths))
  if (options.knownOnly) {
    if (!remembered) throw new StoreError('absent', 'no store has been chosen yet')
    return { ...remembered, store: await openStore(remembered.name, host, options) }
  }
  if (remembered?.required) return openRequired(remembered.name, 'setting', host, options)
  const setting = await options.setting?.()
  if (setting !== undefined) return openRequired(setting, 'setting', host, options)
  return searchStore(host, options, remembered?.name)
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

const withReason = (remembered: RememberedStore | undefined): Remembered | undefined =>
  remembered && { ...remembered, reason: remembered.required ? 'setting' : 'first that works' }
