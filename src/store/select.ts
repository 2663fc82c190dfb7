import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import { saveRemembered, readRemembered, type RememberedStore } from './remembered.js'
import { openStore, type OpenOptions, type StoreHost } from './open.js'
import { isStoreError, STORE_NAMES, StoreError, type SecretStore, type StoreName } from './store.js'

export interface SelectOptions extends OpenOptions {
  /** What the user asked for now: `--store`. */
  store?: string | undefined
  /** What the settings file says, read only where it matters. */
  setting?: (() => Promise<string | undefined>) | undefined
  /** Nothing is searched for: that is not for a hit, which must be quick. */
  knownOnly?: boolean
}

export interface Selection {
  store: SecretStore
  /** Whether the user asked for this one, so that to go without it would be wrong. */
  required: boolean
  why: Reason
}

type Chosen = RememberedStore & Pick<Selection, 'why'>

/** Told to the person. A stand-in is there because the remembered store is not, as on a machine that is reached by SSH. */
export type Reason = 'asked for' | 'in the settings' | 'the first that works' | 'a stand-in'

/**
 * Where sessions are kept: what the user asks for, else what was chosen before, else what the settings say, else the
 * keychain, else sealed files if the environment has a key for them, else the keyring of the kernel.
 * @throws StoreError of the keychain where nothing works; RolecallError `usage`
 */
export async function selectStore(host: StoreHost, options: SelectOptions): Promise<Selection> {
  const asked = options.store ?? envVar(host.env, 'ROLECALL_STORE')
  if (asked !== undefined) return openRequested(asked, 'asked for', host, options)
  const remembered = rememberedChoice(host)
  if (options.knownOnly || remembered?.required) {
    if (!remembered) throw new StoreError('absent', 'no store has been chosen yet')
    return { ...remembered, store: await openStore(remembered.name, host, options) }
  }
  const inSettings = await options.setting?.()
  if (inSettings !== undefined) return openRequested(inSettings, 'in the settings', host, options)
  return remembered ? openRemembered(remembered, host, options) : search(host, options)
}

/** Spares the next process the search. A choice is good until the settings change. */
export function rememberStore(
  host: StoreHost,
  { store, required, why }: Omit<Selection, 'store'> & { store: Pick<SecretStore, 'name'> },
): void {
  // What is asked for once, or stands in once, is no choice.
  if (store.name === 'none' || why === 'asked for' || why === 'a stand-in') return
  saveRemembered(host.paths, { name: store.name, required })
}

/** @throws RolecallError `usage` */
export function storeNamed(word: string): StoreName {
  const name = STORE_NAMES.find((name) => name === word)
  if (name) return name
  throw new RolecallError('usage', `there is no store "${printable(word)}"`, {
    hint: `stores are ${STORE_NAMES.join(', ')}`,
  })
}

const OPEN_HINT =
  'rolecall store lists what works here; sealed files need ROLECALL_KEY_FILE, ROLECALL_PASSPHRASE_FILE or a terminal'

async function openRequested(
  word: string,
  why: Reason,
  host: StoreHost,
  options: OpenOptions,
): Promise<Selection> {
  const name = storeNamed(word)
  try {
    return { store: await openStore(name, host, options), required: name !== 'none', why }
  } catch (error) {
    if (!isStoreError(error)) throw error
    throw new RolecallError('keychain', error.message, { hint: OPEN_HINT, cause: error })
  }
}

async function openRemembered(
  { name, required, why }: Chosen,
  host: StoreHost,
  options: OpenOptions,
): Promise<Selection> {
  if (name === 'file' && !hasKey(host.env)) return search(host, options)
  const store = await openStore(name, host, options)
  try {
    await store.probe()
    return { store, required, why }
  } catch (error) {
    store.close()
    // One that is locked or hangs is there: to keep sessions elsewhere meanwhile would scatter them.
    if (!isStoreError(error) || error.fault !== 'absent') throw error
    return { ...(await search(host, options)), why: 'a stand-in' }
  }
}

async function search(host: StoreHost, options: OpenOptions): Promise<Selection> {
  const found = (store: SecretStore): Selection => ({
    store,
    required: false,
    why: 'the first that works',
  })
  const keychain = await openStore('keychain', host, options)
  try {
    await keychain.probe()
    return found(keychain)
  } catch (error) {
    keychain.close()
    if (!isStoreError(error)) throw error
    if (hasKey(host.env)) return found(await openStore('file', host, options))
    if (error.fault !== 'absent') throw error
    const kernel = await kernelThatWorks(host, options)
    if (kernel) return found(kernel)
    throw error
  }
}

/** Whether the environment has a key for sealed files. */
export const hasKey = (env: Env): boolean =>
  envVar(env, 'ROLECALL_KEY_FILE', 'ROLECALL_PASSPHRASE', 'ROLECALL_PASSPHRASE_FILE') !== undefined

async function kernelThatWorks(
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

function rememberedChoice({ paths }: StoreHost): Chosen | undefined {
  const choice = readRemembered(paths)
  return choice && { ...choice, why: choice.required ? 'in the settings' : 'the first that works' }
}
