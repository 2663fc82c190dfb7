import { RolecallError } from '../../core/errors.js'
import { storeHint, storeUnavailableError } from '../../store/errors.js'
import { selectStore } from '../../store/select.js'
import { firstLastingStore } from '../../store/search.js'
import type { Selection } from '../../store/selection.js'
import { isStoreError, storeNoun, type SecretStore, type StoreError } from '../../store/store.js'
import { storeObstacle } from '../../secrets/write-secret.js'
import type { CommandContext } from '../context.js'

/**
 * Opens the store for long-term keys or seeds: the one in use. If that fails or forgets its items
 * at a restart, and the user did not ask for it, the first that works and outlives a restart.
 * @throws RolecallError 'keychain' if there is none
 */
export async function openKeyStore(
  { host, storeOptions, notify }: Pick<CommandContext, 'host' | 'storeOptions' | 'notify'>,
  kind: 'key' | 'seed' = 'key',
): Promise<SecretStore> {
  const selected = await selectStore(host, storeOptions).catch((error: unknown) => {
    if (isStoreError(error)) return error
    throw error
  })
  const obstacle = isStoreError(selected) ? undefined : storeObstacle(kind, selected.store)
  if (!isStoreError(selected)) {
    if (obstacle === undefined) return selected.store
    selected.store.close()
  }
  const isNamed = !isStoreError(selected) && NAMED.includes(selected.reason)
  const lasting = isNamed ? undefined : await firstLastingStore(host, storeOptions)
  if (!lasting) throw noStoreError(selected, obstacle)
  const why = isStoreError(selected)
    ? selected.message
    : `${storeNoun(selected.store.name)}, where sessions are stored, loses a ${kind} at a restart`
  notify(`${why}: the ${kind} goes to ${storeNoun(lasting.name)}`)
  return lasting
}

/** The user has asked for this store. */
const NAMED: readonly Selection['reason'][] = ['requested', 'setting']

function noStoreError(selected: Selection | StoreError, obstacle = ''): RolecallError {
  if (isStoreError(selected)) return storeUnavailableError(selected)
  const { insteadOf } = selected
  const reason = insteadOf ? `${insteadOf.message}, and ${obstacle}` : obstacle
  return new RolecallError('keychain', reason, {
    hint: insteadOf
      ? storeHint(insteadOf)
      : 'rolecall store lists what works here; encrypted files need only a passphrase or a key file: rolecall store file',
  })
}
