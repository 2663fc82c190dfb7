import type { Env } from '../../core/env.js'
import type { Variant } from './dbus/types.js'
import {
  createCollection,
  createItem,
  deleteItem,
  getSecret,
  isLocked,
  NONE,
  readAlias,
  searchItems,
  unlock,
} from './calls.js'
import { openLink } from './link.js'
import { StoreError, type SecretStore } from '../store.js'

export interface SecretServiceOptions {
  env: Env
  /** Whether the keychain may show its unlock dialog. */
  mayPrompt: boolean
  /** Milliseconds for each exchange in which nobody is asked anything. */
  limit?: number
  /** Milliseconds that a person has for a dialog. */
  dialogLimit?: number
}

/**
 * The keychain of the Linux desktop, by the freedesktop.org Secret Service API. Secrets cross the bus unencrypted
 * (algorithm `plain`): it is a local socket of this user, and whoever may listen on it may ask for the secret as well.
 */
export function secretService(options: SecretServiceOptions): SecretStore {
  const { env, mayPrompt, limit = 1500, dialogLimit = 60_000 } = options
  const link = openLink(env, limit, dialogLimit)

  const needDialog = (): void => {
    if (!mayPrompt) throw new StoreError('locked', 'the keychain is locked')
  }

  const unlockAll = async (objects: readonly string[]): Promise<void> => {
    needDialog()
    const [, prompt] = (await link.ask(unlock(objects))) as [string[], string]
    if (prompt !== NONE) await link.dialog(prompt)
  }

  /** @returns the items of a key, all unlocked */
  const find = async (key: string): Promise<string[]> => {
    const [unlocked, locked] = (await link.ask(searchItems(key))) as [string[], string[]]
    if (unlocked.length > 0 || locked.length === 0) return unlocked
    await unlockAll(locked)
    return locked
  }

  /** @returns undefined where there is none, as on a machine that nobody has logged in to graphically */
  const defaultCollection = async (): Promise<string | undefined> => {
    const [path] = (await link.ask(readAlias('default'))) as [string]
    return path === NONE ? undefined : path
  }

  const newCollection = async (): Promise<string> => {
    if (!mayPrompt) throw new StoreError('absent', 'the keychain has no default collection')
    const [path, prompt] = (await link.ask(createCollection('Default keyring', 'default'))) as [
      string,
      string,
    ]
    return prompt === NONE ? path : ((await link.dialog(prompt)) as string)
  }

  const isShut = async (collection: string): Promise<boolean> => {
    const [locked] = (await link.ask(isLocked(collection))) as [Variant]
    return locked.value === true
  }

  return {
    name: 'keychain',

    async probe() {
      const collection = await defaultCollection()
      if (mayPrompt) return
      if (!collection) throw new StoreError('absent', 'the keychain has no default collection')
      if (await isShut(collection)) needDialog()
    },

    async read(key) {
      const [item] = await find(key)
      if (item === undefined) return undefined
      return link.exchange(async ({ bus, session }) => {
        const [secret] = (await bus.call(...getSecret(item, await session))) as [
          [string, Buffer, Buffer, string],
        ]
        return secret[2].toString()
      })
    },

    async write(key, value, label) {
      const collection = (await defaultCollection()) ?? (await newCollection())
      if (await isShut(collection)) await unlockAll([collection])
      const [, prompt] = (await link.exchange(async ({ bus, session }) =>
        bus.call(...createItem(collection, await session, { key, value, label })),
      )) as [string, string]
      if (prompt === NONE) return
      needDialog()
      await link.dialog(prompt)
    },

    async remove(key) {
      const items = await find(key)
      // All at once, under one limit: how many there are is the word of whoever offers the service.
      const answers = await link.exchange(({ bus }) =>
        Promise.all(items.map((item) => bus.call(...deleteItem(item)))),
      )
      for (const [prompt] of answers as [string][]) {
        if (prompt === NONE) continue
        needDialog()
        await link.dialog(prompt)
      }
    },

    close: () => link.close(),
  }
}
