import { startDeadline } from '../../../core/time/deadline.js'
import { isRolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { LongTermKey } from '../../../secrets/keys.js'
import type { Rotation } from '../../../secrets/rotations.js'
import { NEW_KEY_MS } from '../../../sts/while-unknown.js'
import { monotonicMs, sleep } from '../../../system/time.js'
import { deleteOrphans } from './orphans.js'
import { withState, type Work } from './work.js'

const PAUSE_MS = 1000

/**
 * Creates the new key. If AWS's answer is lost, AWS may have created it all the same: such a key is
 * found and deleted, and the call repeated. So is a call that AWS refuses because it still counts a
 * key that was just deleted.
 * @throws RolecallError; AWS may then have created a key
 */
export async function createNewKey(rotation: Rotation, work: Work): Promise<LongTermKey> {
  const { context } = work
  const { createKey } = await import('../../../iam/access-keys.js')
  const call = await work.asUser()
  const left = startDeadline(NEW_KEY_MS, monotonicMs)
  for (;;) {
    try {
      return await context.busy(createKey(call))
    } catch (error) {
      if (!mayHaveCreated(error)) throw error
      const deleted = await deleteOrphans(rotation, work).catch(() => {
        throw unsureError(error, rotation)
      })
      if (left() < PAUSE_MS) throw deleted.length > 0 ? error : unsureError(error, rotation)
      await context.busy(sleep(PAUSE_MS))
    }
  }
}

/** Whether AWS may have created a key in spite of the error, or counts a deleted one. */
export function mayHaveCreated(error: unknown): boolean {
  if (!isRolecallError(error)) return false
  return error.code === 'failed' || error.awsCode === 'LimitExceeded' || isThrottled(error.awsCode)
}

const isThrottled = (code = ''): boolean => /Throttl|TooManyRequests|SlowDown/.test(code)

function unsureError(error: unknown, { profile, replaces }: Rotation): unknown {
  return withState(
    error,
    `${profile} keeps ${replaces}, and AWS may have created a key whose secret is lost`,
    `then run rolecall rotate ${shellWord(profile)} again, which deletes such a key`,
  )
}
