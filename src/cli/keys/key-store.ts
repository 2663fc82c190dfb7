import { RolecallError } from '../../core/errors.js'
import { storeHint, storeUnavailableError } from '../../store/errors.js'
import { selectStore } from '../../store/select.js'
import { isStoreError, type SecretStore } from '../../store/store.js'
import { storeObstacle } from '../../secrets/write-secret.js'
import type { CommandContext } from '../context.js'

/**
 * Opens the store for long-term keys or seeds: the one in use, which must outlive a restart.
 * @throws RolecallError 'keychain' if there is none
 */
export async function openKeyStore(
  { host, storeOptions }: Pick<CommandContext, 'host' | 'storeOptions'>,
  kind: 'key' | 'seed' = 'key',
): Promise<SecretStore> {
  const { store, insteadOf } = await selectStore(host, storeOptions).catch((error: unknown) => {
    throw isStoreError(error) ? storeUnavailableError(error) : error
  })
  const obstacle = storeObstacle(kind, store)
  if (obstacle === undefined) return store
  store.close()
  const reason = insteadOf ? `${insteadOf.message}, and ${obstacle}` : obstacle
  throw new RolecallError('keychain', reason, {
    hint: insteadOf
      ? storeHint(insteadOf)
      : 'rolecall store lists what works here; encrypted files work everywhere: rolecall store file',
  })
}
