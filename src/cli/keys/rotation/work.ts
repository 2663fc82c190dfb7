import { isRolecallError, RolecallError } from '../../../core/errors.js'
import type { OwnKeyCall, UserCall } from '../../../iam/access-keys.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import type { SecretStore } from '../../../store/store.js'
import type { CommandContext } from '../../context.js'

/** One rotation under way, under the lock of the key's user. */
export interface Work {
  /** The key that the profile has now. */
  entry: IndexEntry<'key'>
  /** The store that has it. The new key stays there. */
  store: SecretStore
  /** Calls IAM as the user; the signer is asked for at the first call, because it may prompt. */
  asUser: () => Promise<UserCall>
  /** Whether the replaced key is deleted at once. */
  deletesOld: boolean
  context: CommandContext
}

/** What became of a key. */
export interface Rotated {
  /** The profiles that use the new key. */
  profiles: string[]
  /** The key that the profiles have now. */
  accessKeyId: string
  /** The key that they had before. */
  replaced: string
  /** What AWS has of the replaced key. */
  old: 'inactive' | 'deleted'
  /** Whether an earlier, interrupted rotation was finished. */
  resumed: boolean
}

/** Deletes a key in AWS; one that is gone already is not an error. */
export async function deleteKey(call: OwnKeyCall, { busy }: CommandContext): Promise<void> {
  const { endKey } = await import('../../../iam/access-keys.js')
  await busy(unlessGone(endKey(call, 'delete')))
}

/** Waits for a call about a key; that the key is gone is not an error. @returns whether it is */
export async function unlessGone(call: Promise<void>): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if (isRolecallError(error) && error.awsCode === 'NoSuchEntity') return true
    throw error
  }
}

/**
 * An error with what it means for the user's keys: which exist, and where.
 * @param state a clause after the reason: `work keeps AKIA…`
 * @param hint what to do instead of what the reason suggests, or in addition
 */
export function withState(error: unknown, state: string, hint?: string): unknown {
  if (!isRolecallError(error) || error.code === 'interrupted') return error
  const hints = [error.hint, hint].filter((each) => each !== undefined)
  return new RolecallError(error.code, `${error.message}; ${state}`, {
    ...(hints.length > 0 ? { hint: hints.join('; ') } : {}),
    ...(error.awsCode === undefined ? {} : { awsCode: error.awsCode }),
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    cause: error,
  })
}

/** How a key is rotated. */
export interface RotateOptions {
  deletesOld: boolean
  /** Whether an inactive second key may be deleted without asking. */
  deletesInactive: boolean
  /** Milliseconds: a key that is younger is left alone. */
  minAgeMs: number
}
