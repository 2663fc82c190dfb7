import type { Env } from '../../core/env.js'
import { utf8Text } from '../../system/bytes.js'
import { isStoreError, StoreError, type SecretStore } from '../store.js'
import {
  createCollection,
  createItem,
  deleteItem,
  getSecret,
  isLocked,
  NO_OBJECT,
  readAlias,
  searchItems,
  unlock,
} from './calls.js'
import type { Variant } from './dbus/types.js'
import { openLink, type Link, type LinkTimeouts } from './link.js'

/** Options of {@link secretService}. */
export interface SecretServiceOptions extends Partial<LinkTimeouts> {
  env: Env
  /** Whether the keychain may show its unlock dialog. */
  mayPrompt: boolean
  /** A link that may be connected already. */
  link?: Link | undefined
}

/**
 * The store `keychain` on Linux: the desktop's keychain, through the freedesktop.org Secret Service
 * API. Secrets cross the bus unencrypted (algorithm `plain`). The bus is a local socket of this
 * user, and a process that can listen on it can also read the secrets from the keychain.
 */
export function secretService(options: SecretServiceOptions): SecretStore {
  const { env, mayPrompt, link = openLink(env, options) } = options
  /** The default collection, once it was found unlocked. Another program may lock it again. */
  let unlocked: string | undefined

  const assertMayPrompt = (): void => {
    if (!mayPrompt) throw new StoreError('locked', 'the keychain is locked')
  }

  const unlockAll = async (objects: readonly string[]): Promise<void> => {
    assertMayPrompt()
    const [, prompt] = (await link.call(unlock(objects))) as [string[], string]
    if (prompt !== NO_OBJECT) await link.dialog(prompt)
  }

  /** Finds the items of a key and unlocks them. */
  const findItems = async (key: string): Promise<string[]> => {
    const [unlocked, locked] = (await link.call(searchItems(key))) as [string[], string[]]
    if (unlocked.length > 0 || locked.length === 0) return unlocked
    await unlockAll(locked)
    return locked
  }

  /** @returns undefined if there is none yet, as before the first graphical login on a machine */
  const defaultCollection = async (): Promise<string | undefined> => {
    const [path] = (await link.exchange(
      async ({ call, takeAhead }) => (await takeAhead('ahead')) ?? call(readAlias('default')),
    )) as [string]
    return path === NO_OBJECT ? undefined : path
  }

  const createDefaultCollection = async (): Promise<string> => {
    if (!mayPrompt) throw new StoreError('absent', 'the keychain has no default collection')
    const [path, prompt] = (await link.call(createCollection('Default keyring', 'default'))) as [
      string,
      string,
    ]
    if (prompt === NO_OBJECT) return path
    return (await link.dialog(prompt, 'the keychain has no default collection')) as string
  }

  const isCollectionLocked = async (collection: string): Promise<boolean> => {
    const [locked] = (await link.exchange(
      async ({ call, takeAhead }) => (await takeAhead('lockAhead')) ?? call(isLocked(collection)),
    )) as [Variant]
    return locked.value === true
  }

  const unlockedCollection = async (): Promise<string> => {
    const collection = (await defaultCollection()) ?? (await createDefaultCollection())
    if (await isCollectionLocked(collection)) await unlockAll([collection])
    return collection
  }

  /** @returns the dialog that has to be shown first, or {@link NO_OBJECT} */
  const create = async (
    collection: string,
    item: Parameters<typeof createItem>[2],
  ): Promise<string> => {
    const [, prompt] = (await link.exchange(async ({ call, openSession }) =>
      call(createItem(collection, await openSession(), item)),
    )) as [string, string]
    return prompt
  }

  return {
    name: 'keychain',

    async probe() {
      const collection = await defaultCollection()
      if (mayPrompt) return
      if (!collection) throw new StoreError('absent', 'the keychain has no default collection')
      if (await isCollectionLocked(collection)) assertMayPrompt()
      else unlocked = collection
    },

    async read(key) {
      // Not one after the other: the service then searches while this process does its part.
      const [[item]] = await Promise.all([
        findItems(key),
        link.exchange(({ prepareSession }) => prepareSession()),
      ])
      if (item === undefined) return undefined
      return link.exchange(async ({ call, openSession }) => {
        const session = await openSession()
        const [secret] = (await call(getSecret(item, session))) as [
          [string, Uint8Array, Uint8Array, string],
        ]
        return utf8Text(secret[2])
      })
    },

    async write(key, value, { label }) {
      const item = { key, value, label }
      const attempt = async (collection: string): Promise<string> => {
        const prompt = await create(collection, item)
        unlocked = collection
        return prompt
      }
      const first = unlocked ?? (await unlockedCollection())
      const prompt = await attempt(first).catch(async (error: unknown) => {
        // Another program has locked the collection since, or has restarted the keychain.
        unlocked = undefined
        if (!isStoreError(error) || error.fault === 'timeout') throw error
        return attempt(await unlockedCollection())
      })
      if (prompt === NO_OBJECT) return
      assertMayPrompt()
      await link.dialog(prompt)
    },

    async remove(key) {
      const items = await findItems(key)
      // All in one exchange with one time limit: the service may report any number of items.
      const replies = await link.exchange(({ call }) =>
        Promise.all(items.map((item) => call(deleteItem(item)))),
      )
      for (const [prompt] of replies as [string][]) {
        if (prompt === NO_OBJECT) continue
        assertMayPrompt()
        await link.dialog(prompt)
      }
    },

    close: () => link.close(),
  }
}
