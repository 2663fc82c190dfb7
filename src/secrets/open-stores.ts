import { selectStore } from '../store/select.js'
import type { Selection, SelectOptions } from '../store/selection.js'
import { openStore, type StoreHost } from '../store/open.js'
import type { SecretStore, StoreName } from '../store/store.js'

/** The stores that a session cache has open. Each is opened on demand, and once. */
export interface OpenStores {
  /** The store for new sessions. @throws as {@link selectStore} */
  selected: () => Promise<Selection>
  /**
   * The store to read a session from.
   * @param holder the store that its index entry names; undefined without an entry
   * @returns undefined if the user asked for another store, whose copy would be out of date
   */
  holding: (holder: StoreName | undefined) => Promise<SecretStore | undefined>
  /** A store by its name, for secrets that are in one store only. @throws StoreError */
  named: (name: StoreName) => Promise<SecretStore>
  /** Lets the next call select a store again, because this one has failed. */
  startOver: () => void
  close: () => void
}

/** Opens no store yet. */
export function openStores(host: StoreHost, options: SelectOptions): OpenStores {
  let selection: Promise<Selection> | undefined
  const others = new Map<StoreName, Promise<SecretStore>>()

  const selected = (): Promise<Selection> => {
    selection ??= selectStore(host, options).catch((error: unknown) => {
      selection = undefined
      throw error
    })
    return selection
  }

  const other = (name: StoreName): Promise<SecretStore> => {
    const opened = others.get(name) ?? openStore(name, host, options)
    others.set(name, opened)
    return opened
  }

  const close = (): void => {
    for (const store of [selection?.then(({ store }) => store), ...others.values()]) {
      store?.then((store) => store.close()).catch(() => undefined)
    }
    others.clear()
    selection = undefined
  }

  return {
    selected,
    async holding(holder) {
      const { store, required } = await selected()
      if (holder === undefined || holder === store.name) return store
      return required || store.name === 'none' ? undefined : other(holder)
    },
    async named(name) {
      const selected = await selection?.catch(() => undefined)
      return selected?.store.name === name ? selected.store : other(name)
    },
    startOver: close,
    close,
  }
}
