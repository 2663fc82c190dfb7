import type { Session, SigningIdentity } from '../core/credentials.js'
import type { Step, StsStep } from '../core/step.js'
import { recorded } from '../history/record.js'
import { keyEntry } from '../secrets/keys.js'
import { callContext } from '../sts/context.js'
import { NEW_KEY_MS, whileUnknown } from '../sts/while-unknown.js'
import { silenceSdkWarning } from '../system/host.js'
import type { ObtainRequest, RunContext } from './context.js'
import { factsOfStep, issuedSession } from './history-facts.js'

/**
 * One call to STS.
 * @param step with all its parameters, which the user may have completed
 * @param tokenCode the MFA code, if the step needs one
 */
export type StsCall = (
  step: StsStep,
  signer: SigningIdentity,
  tokenCode?: string,
) => Promise<Session>

/**
 * How STS is called for a step. Each call is recorded in the history, and is repeated while AWS
 * does not know the key of the signer yet.
 * @param planned the step as the plan has it
 */
export function stsCall(planned: Step, request: ObtainRequest, run: RunContext): StsCall {
  silenceSdkWarning()
  const context = callContext(request.plan, run.host)
  const callOnce: StsCall = async (step, signer, tokenCode) => {
    const call = async (): Promise<Session> => {
      const { callSts } = await loadSts()
      return whileUnknown(() => callSts(step, signer, tokenCode, context), {
        limitMs: KNOW_KEY_MS,
        isHopeless: () => !isNewKey(signer, request.plan, run),
      })
    }
    return withoutPackedSize(await run.busy(call()), run)
  }
  return (step, signer, tokenCode) =>
    recorded(
      run.record,
      factsOfStep(request.plan, planned, step, signer),
      () => callOnce(step, signer, tokenCode),
      issuedSession,
    )
}

/** Tells how large the session policies are, which only AWS knows. */
function withoutPackedSize(
  { packedPolicySize: size, ...session }: Session,
  { notify, trace }: Pick<RunContext, 'notify' | 'trace'>,
): Session {
  if (size === undefined) return session
  const what = `session policies and tags use ${size}% of the space that AWS allows`
  trace(what)
  if (size >= LARGE_PER_CENT) notify(what)
  return session
}

/** From here on a user should know that little space is left. */
const LARGE_PER_CENT = 75

/** Milliseconds that AWS is given to know a new key. An SDK waits a minute for its helper. */
const KNOW_KEY_MS = 10_000

/**
 * Whether the key that signs was stored a moment ago, so that this part of AWS may not know it yet.
 * The code is sent with each attempt, because AWS checks the key first.
 */
function isNewKey(
  signer: SigningIdentity,
  { source }: ObtainRequest['plan'],
  { host }: RunContext,
): boolean {
  if (source.kind !== 'stored-key' || !('accessKeyId' in signer)) return false
  const entry = keyEntry(source.profile, host)
  if (entry?.accessKeyId !== signer.accessKeyId) return false
  return host.now().at - Date.parse(entry.added) < NEW_KEY_MS
}

/** The SDK is large: it is loaded for the first call, or while the user types a code. */
export const loadSts = () => import('../sts/call-sts.js')
