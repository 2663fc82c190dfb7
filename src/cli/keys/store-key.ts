import type { KeyPair } from '../../aws-files/key-text.js'
import { accountOfKeyId } from '../../core/access-key-id.js'
import { isoSeconds } from '../../core/credentials.js'
import type { Plan } from '../../core/plan.js'
import { saveKey } from '../../secrets/keys.js'
import type { SecretStore } from '../../store/store.js'
import type { CallerIdentity } from '../../sts/call-sts.js'
import type { CommandContext } from '../context.js'
import { refuseOtherAccount } from './expected-account.js'
import { refuseDuringRotation } from './refuse-during-rotation.js'
import { verifyKey } from './verify-key.js'

/** A key to store. */
export interface KeyToStore {
  profile: string
  key: KeyPair
  /** Where AWS is asked whose key it is. */
  plan: Plan
  store: SecretStore
}

/** The options of every command that stores a key. */
export interface StoreKeyOptions {
  /** False for `--no-verify`. */
  readonly verify?: boolean
  /** Whether the key of a root user is accepted. */
  readonly root?: boolean
}

/**
 * Asks AWS whose key it is, stores it, and reads it back.
 * @returns undefined if AWS was not asked
 * @throws RolecallError 'refused' or 'config' for a key that is not accepted, and 'keychain' if the
 * store fails; then nothing is stored
 */
export async function storeKey(
  { profile, key, plan, store }: KeyToStore,
  { verify, root = false }: StoreKeyOptions,
  context: CommandContext,
): Promise<CallerIdentity | undefined> {
  refuseDuringRotation(profile, context)
  const isVerified = verify !== false
  const identity = isVerified
    ? await verifyKey(key, plan, { allowsRoot: root }, context)
    : undefined
  if (identity) refuseOtherAccount(profile, key.accessKeyId, identity, context.files())
  const account = identity?.account ?? accountOfKeyId(key.accessKeyId)
  const about = {
    profile,
    ...(identity ? { arn: identity.arn } : {}),
    ...(account === undefined ? {} : { account }),
    added: isoSeconds(context.host.now().at),
  }
  await saveKey(key, about, store, context.host)
  return identity
}
