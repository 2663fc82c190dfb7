import type { Host } from '../system/host.js'
import { isStoreError, StoreError, type SecretStore } from './store.js'

/**
 * A store whose time limit is paid once in a process: after it has passed, everybody else, with whichever view of the store, is told the
 * same at once. What hangs once would hang again, and an SDK does not wait that long.
 */
export function withCircuitBreaker(
  store: SecretStore,
  { silent }: Pick<Host, 'silent'>,
): SecretStore {
  const { name } = store
  const heeding = async <T>(work: () => Promise<T>): Promise<T> => {
    const said = silent.get(name)
    if (said !== undefined) throw new StoreError('timeout', said)
    try {
      return await work()
    } catch (error) {
      if (isStoreError(error) && error.fault === 'timeout') silent.set(name, error.message)
      throw error
    }
  }
  return {
    name,
    probe: () => heeding(() => store.probe()),
    read: (key) => heeding(() => store.read(key)),
    write: (...item) => heeding(() => store.write(...item)),
    remove: (key) => heeding(() => store.remove(key)),
    close: () => store.close(),
  }
}
