import type { Session, SigningIdentity } from '../core/credentials.js'
import { startDeadline } from '../core/time/deadline.js'
import { describeRequest } from '../core/describe-role.js'
import { DURATION_LIMITS_SECONDS } from '../core/time/duration.js'
import { isRolecallError } from '../core/errors.js'
import type { Step, StsStep } from '../core/plan.js'
import { recorded } from '../history/record.js'
import type { CodeRequest } from '../mfa/code-request.js'
import { retryWithCode, type GetCode } from '../mfa/retry.js'
import { keyEntry } from '../secrets/keys.js'
import { readSeed } from '../secrets/seeds.js'
import { callContext } from '../sts/context.js'
import { NEW_KEY_MS, whileUnknown } from '../sts/while-unknown.js'
import { silenceSdkWarning } from '../system/host.js'
import { backgroundPromptError, type ObtainRequest, type RunContext } from './context.js'
import { factsOfStep, issuedSession } from './history-facts.js'

type StsCall = (step: StsStep, signer: SigningIdentity, tokenCode?: string) => Promise<Session>

/**
 * Gets a new session for one step, with every prompt that it needs. Modules that prompt are loaded
 * on demand, because most steps need none.
 * @param left reads the milliseconds that one prompt may take
 * @param reason why a new session is needed although one is cached, for the prompt
 * @throws RolecallError
 */
export async function issueSession(
  step: Step,
  signer: SigningIdentity,
  request: ObtainRequest,
  run: RunContext,
  left: () => number,
  reason?: string,
): Promise<Session> {
  if (step.operation === 'CreateSession') {
    const { createSession } = await import('../signin/roles-anywhere/create-session.js')
    const create = (): Promise<Session> =>
      run.busy(createSession(step, signer, { ...request.plan, host: run.host }))
    return recorded(
      run.record,
      factsOfStep(request.plan, step, step, signer),
      create,
      issuedSession,
    )
  }
  if (step.operation === 'GetCredentialsForIdentity') {
    const { poolCredentials } = await import('../signin/cognito/pool-credentials.js')
    const fetch = (): Promise<Session> =>
      run.busy(poolCredentials(step, signer, request.plan, run.host))
    return recorded(run.record, factsOfStep(request.plan, step, step, signer), fetch, issuedSession)
  }
  if ('login' in signer) {
    const { poolToken } = await import('../signin/cognito/pool-credentials.js')
    const token = await run.busy(poolToken(signer, request.plan, run.host))
    return issueSession(step, token, request, run, left, reason)
  }
  silenceSdkWarning()
  const context = callContext(request.plan, run.host)
  const callOnce: StsCall = (completed, credentials, tokenCode) =>
    run
      .busy(
        loadSts().then(({ callSts }) =>
          whileUnknown(() => callSts(completed, credentials, tokenCode, context), {
            limitMs: KNOW_KEY_MS,
            isHopeless: () => !isNewKey(credentials, request.plan, run),
          }),
        ),
      )
      .then((session) => withoutPackedSize(session, run))
  const call: StsCall = (completed, credentials, tokenCode) =>
    recorded(
      run.record,
      factsOfStep(request.plan, step, completed, credentials),
      () => callOnce(completed, credentials, tokenCode),
      issuedSession,
    )
  if (step.operation === 'AssumeRoleWithSAML' && 'samlAssertion' in signer) {
    const { callWithAssertion } = await import('./saml-step.js')
    const { askRole } = await import('../signin/saml/ask-role.js')
    const pick = request.audience === 'person' ? run.pickRole : undefined
    return callWithAssertion(step, signer, {
      notify: run.notify,
      call: (completed) => call(completed, signer),
      choose: (roles) => askRole(roles, run.host, request.mayPrompt, pick),
    })
  }
  const getCode: GetCode = (serial, attempt, refusal, clockOffsetMs) =>
    codeFor(request, run, left, {
      ...{ serial, attempt, refusal, clockOffsetMs, reason },
      login: isKept(step, request) ? request.login : undefined,
    })
  const callWithCode = (completed: StsStep): Promise<Session> =>
    retryWithCode(serialOf(completed), getCode, (code) => call(completed, signer, code))
  try {
    return await callWithCode(step)
  } catch (error) {
    if (!isChainingLimit(error) || !('shortenIfChained' in step) || !step.shortenIfChained) {
      throw error
    }
    run.notify('session limited to 1 h: AWS counts this as role chaining')
    return callWithCode({
      ...step,
      input: { ...step.input, DurationSeconds: DURATION_LIMITS_SECONDS.chained.max },
    })
  }
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
const loadSts = () => import('../sts/call-sts.js')

async function codeFor(
  { plan, audience, mayPrompt, mfaCode }: ObtainRequest,
  { host, monotonicMs, cache }: RunContext,
  left: () => number,
  attempt: Pick<
    CodeRequest,
    'serial' | 'attempt' | 'refusal' | 'clockOffsetMs' | 'reason' | 'login'
  >,
): Promise<string> {
  if (audience === 'background') throw backgroundPromptError()
  const { getTokenCode } = await import('../mfa/code.js')
  const { mfaProcess, mfaProgram, mfaSeed } = plan
  const purpose = describeRequest(plan)
  const code = getTokenCode({
    request: { ...attempt, purpose, mfaProcess, mfaProgram, mfaSeed, given: mfaCode },
    host,
    mayPrompt,
    left: startDeadline(left(), monotonicMs),
    seeds: (serial) => readSeed(serial, { host, storeNamed: cache.storeNamed }),
  })
  // If this fails, the call itself reports the error.
  loadSts().catch(() => undefined)
  return code
}

/** Whether the same request later finds this step's session in the cache. */
function isKept(step: Step, { plan, options }: ObtainRequest): boolean {
  if (options.noCache) return false
  const isReissued = options.refresh === 'all' || (options.refresh && step === plan.steps.at(-1))
  return !isReissued
}

function serialOf({ input }: Step): string | undefined {
  return 'SerialNumber' in input ? input.SerialNumber : undefined
}

function isChainingLimit(error: unknown): boolean {
  return isRolecallError(error) && error.reason === 'chaining-limit'
}
