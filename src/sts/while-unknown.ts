import { startDeadline } from '../core/time/deadline.js'
import { isRolecallError } from '../core/errors.js'
import { monotonicMs, sleep } from '../system/time.js'

/**
 * Milliseconds that AWS is given to know a new key. AWS names no figure; users have seen up to ten
 * seconds.
 */
export const NEW_KEY_MS = 30_000

const FIRST_PAUSE_MS = 250
const MAX_PAUSE_MS = 2000

/** Whether AWS does not know the key: it is new, deactivated, deleted or mistyped. */
export const isUnknownKey = (error: unknown): boolean =>
  isRolecallError(error) && error.awsCode === 'InvalidClientTokenId'

/**
 * Repeats a call until AWS knows the key that signs it. IAM is eventually consistent: for some
 * seconds, a part of its servers knows a new key and another part does not.
 * @param limitMs after which the refusal is final
 * @param isHopeless asked after each refusal
 * @param onWait called after the first refusal
 */
export async function whileUnknown<T>(
  call: () => Promise<T>,
  {
    limitMs,
    isHopeless = () => false,
    onWait,
  }: { limitMs: number; isHopeless?: () => boolean; onWait?: () => void },
): Promise<T> {
  const left = startDeadline(limitMs, monotonicMs)
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    try {
      return await call()
    } catch (error) {
      if (!isUnknownKey(error) || left() < pauseMs || isHopeless()) throw error
      if (pauseMs === FIRST_PAUSE_MS) onWait?.()
      await sleep(pauseMs)
    }
  }
}
