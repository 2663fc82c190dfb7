import { isRolecallError } from '../../core/errors.js'
import type { CodePair } from '../../iam/virtual-devices.js'
import { stepAt, STEP_SECONDS } from '../../mfa/totp.js'
import { claimCode } from '../../mfa/used-codes.js'
import { sleep } from '../../system/time.js'
import type { CommandContext } from '../context.js'

/** Pairs that AWS may refuse. It throttles callers that guess. */
const MAX_PAIRS = 3

/** Waits while AWS carries out an earlier change of the device: about half a minute in total. */
const BUSY_WAITS_MS = [2000, 4000, 8000, 16_000]

/** A call with two codes, and where the codes come from. */
export interface PairCall {
  serial: string
  /** @param isFirst whether AWS has refused none yet */
  pair: (isFirst: boolean) => Promise<CodePair>
  send: (codes: CodePair) => Promise<void>
  /** True: the next codes come with time only, so rolecall waits after a refusal. */
  isComputed: boolean
}

/**
 * Makes a call with two codes, and repeats it with others if AWS refuses them. Codes that AWS has
 * accepted count as used, for STS too.
 * @throws what the call throws
 */
export async function sendPair(call: PairCall, { host, notify }: CommandContext): Promise<void> {
  for (let pairs = 1; ; pairs++) {
    const codes = await call.pair(pairs === 1)
    const step = stepAt(host.now().at)
    try {
      await withPatience(() => call.send(codes))
      for (const code of codes) await claimCode(call.serial, code, host)
      return
    } catch (error) {
      if (!isAnswer(error, 'InvalidAuthenticationCode') || pairs === MAX_PAIRS) throw error
      if (!call.isComputed) continue
      const waitMs = (step + 1) * STEP_SECONDS * 1000 - host.now().at
      if (waitMs <= 0) continue
      notify(`AWS did not accept the codes; waiting ${Math.ceil(waitMs / 1000)} s for the next one`)
      await sleep(waitMs)
    }
  }
}

/** Repeats a call that AWS refuses for a moment, because an earlier change is under way. */
export async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  for (const waitMs of BUSY_WAITS_MS) {
    try {
      return await work()
    } catch (error) {
      const isBusy =
        isAnswer(error, 'EntityTemporarilyUnmodifiable') ||
        isAnswer(error, 'ConcurrentModification')
      if (!isBusy) throw error
      await sleep(waitMs)
    }
  }
  return work()
}

/** Whether AWS answered with this code. */
export function isAnswer(error: unknown, awsCode: string): boolean {
  return isRolecallError(error) && error.awsCode === awsCode
}
