import { shellWord } from '../../../core/shell-word.js'
import type { UserCall } from '../../../iam/access-keys.js'
import type { LongTermKey } from '../../../secrets/keys.js'
import type { Rotation } from '../../../secrets/rotations.js'
import { callContext } from '../../../sts/context.js'
import { NEW_KEY_MS, whileUnknown } from '../../../sts/while-unknown.js'
import { unlessGone, withState, type Rotated, type Work } from './work.js'

/** With an MFA device, the session that has signed so far; else the new key. */
export async function signedByNewKey(
  key: LongTermKey,
  { asUser, entry, context }: Work,
): Promise<UserCall> {
  const call = await asUser()
  if (call.signer.sessionToken !== undefined) return call
  const plan = context.planFor({ profile: entry.profile, noSession: true, ownUse: true })
  return { ...call, signer: key, context: callContext(plan, context.host) }
}

/** Deactivates the old key and, if asked, deletes it. */
export async function endOldKey(
  { profile, replaces, key }: Rotation & { key: LongTermKey },
  signing: UserCall,
  { deletesOld, context }: Work,
): Promise<Rotated['old']> {
  const { endKey } = await import('../../../iam/access-keys.js')
  const call = { ...signing, accessKeyId: replaces }
  const end = (how: 'deactivate' | 'delete'): Promise<boolean> => {
    const limits = { limitMs: NEW_KEY_MS }
    return context.busy(unlessGone(whileUnknown(() => endKey(call, how), limits)))
  }
  try {
    const isGone = (await end('deactivate')) || (deletesOld && ((await end('delete')) || true))
    context.notify(
      isGone
        ? `deleted ${replaces} in AWS`
        : `deactivated ${replaces} in AWS: the next rotation deletes it`,
    )
    return isGone ? 'deleted' : 'inactive'
  } catch (error) {
    const state = `${profile} uses ${key.accessKeyId}, and ${replaces} is still in AWS`
    throw withState(error, state, `to continue: rolecall rotate ${shellWord(profile)}`)
  }
}
