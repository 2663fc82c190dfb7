import type { ClockReading, Credentials, Session, SigningIdentity } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import { cacheKeys, lastKey, routesOf, sourceKey } from '../plan/cache-key.js'
import { tokenWithoutRoleError } from '../plan/missing-role.js'
import { isSession } from '../secrets/session-json.js'
import { isUnknownKey } from '../sts/while-unknown.js'
import { cachedOr, isUsable } from './cached-or.js'
import type { Flow, ObtainPorts, Request } from './flow.js'
import type { EarliestIssue } from './hit-rule.js'
import { retryWithFreshParent } from './retry-with-fresh-parent.js'

/**
 * Gets the credentials of a plan. Each step is answered from the cache, or by the step before it
 * and one STS call. One process at a time makes that call, after it has read the cache again.
 *
 * Some sources reveal whose they are only when they are opened. The cache key contains that, so
 * these are opened before the cache is read.
 * @throws RolecallError of the step that failed, unless an older session is still valid;
 * 'interrupted' in any case if the user declines
 */
export async function obtain(request: Request, ports: ObtainPorts): Promise<Credentials | Session> {
  const flow: Flow = { ...request, ports, answer: undefined }
  const since = earliestIssue(request)
  const { options } = request
  // An assertion that the user passes may be another person's than the one before.
  const isGiven = request.samlAssertion !== undefined
  if (lastKey(flow.plan) === undefined && !isGiven) {
    flow.plan = { ...flow.plan, source: await ports.signIn(flow.plan.source) }
  }
  const { plan } = flow
  const isKnown = lastKey(plan) !== undefined && !isGiven
  if (isKnown || plan.steps.length === 0) return obtainLast(flow, since)
  const ask = async (): Promise<Session> => {
    if (!isGiven) flow.plan = { ...plan, source: ports.lookAgain(plan.source) }
    if (isGiven || lastKey(flow.plan) === undefined) flow.answer = await open(flow)
    return obtainStep(flow, plan.steps.length - 1, since)
  }
  const key = options.noCache || isGiven ? undefined : ports.askingKey(plan)
  const accepts = (value: unknown): value is Session =>
    isSession(value) && isUsable(value, flow, plan.steps.length - 1, since)
  return key === undefined ? ask() : ports.singleFlight(key, ask, accepts)
}

/** Processes that refresh at the same time share the session that one of them gets. */
function earliestIssue({ options: { refresh }, began }: Request): EarliestIssue {
  return {
    lastStep: refresh ? began : 0,
    intermediateSteps: refresh === 'all' ? began : 0,
  }
}

/** Opens the source. From here on the plan says whose it is. */
async function open(flow: Flow): Promise<SigningIdentity> {
  const { ports, plan } = flow
  let opened = await ports.source(await ports.signIn(plan.source))
  // The SDK has renewed the sign-in, or the user has signed in again: ask with what is there now.
  const isUnsure = sourceKey(plan.source) !== undefined && sourceKey(opened.source) === undefined
  if (isUnsure) opened = await ports.source(ports.lookAgain(plan.source))
  flow.plan = { ...plan, source: opened.source }
  return opened.answer
}

async function obtainLast(flow: Flow, since: EarliestIssue): Promise<Credentials | Session> {
  const { plan } = flow
  if (plan.steps.length > 0) return obtainStep(flow, plan.steps.length - 1, since)
  const source = await obtainSource(flow, since)
  if ('accessKeyId' in source) return source
  throw tokenWithoutRoleError(plan)
}

/** The session of one step; its parent session is obtained first if the step is not cached. */
function obtainStep(flow: Flow, index: number, since: EarliestIssue): Promise<Session> {
  const key = keyAt(flow.plan, index)
  const issue = (): Promise<Session> => callWithParent(flow, index, since)
  if (key === undefined) return issue()
  return cachedOr<Session>(
    flow,
    { key, index, since, keyNow: () => keyAt(flow.plan, index) },
    issue,
  )
}

/** The source's own credentials or token, from the cache if they are cached there. */
async function obtainSource(flow: Flow, since: EarliestIssue): Promise<SigningIdentity> {
  if (flow.answer) return flow.answer
  const key = sourceKey(flow.plan.source)
  if (key === undefined) return open(flow)
  const fetch = async (): Promise<SigningIdentity> => {
    const answer = await open(flow)
    return toSession(answer, flow.ports.now()) ?? answer
  }
  const keyNow = (): string | undefined => sourceKey(flow.plan.source)
  return cachedOr(flow, { key, index: -1, since, keyNow }, fetch)
}

/** Temporary credentials with an expiry, as a session that the cache can keep. */
function toSession(
  answer: SigningIdentity,
  now: Omit<ClockReading, 'serverOffset'>,
): Session | undefined {
  if (!('accessKeyId' in answer)) return undefined
  if (isSession(answer)) return answer
  const session = { ...answer, issued: { ...now, serverOffset: 0 } }
  return isSession(session) ? session : undefined
}

async function callWithParent(flow: Flow, index: number, since: EarliestIssue): Promise<Session> {
  const { plan, login, options, began, ports, reason } = flow
  const step = plan.steps[index]
  if (step === undefined) throw new RangeError(`no step ${index}`)
  const parentOf = (wanted: EarliestIssue): Promise<SigningIdentity> =>
    index === 0 ? obtainSource(flow, wanted) : obtainStep(flow, index - 1, wanted)
  const signer = await parentOf(since)
  const isCached = isSession(signer) && !options.noCache && signer.issued.at < began
  const issue = (parent: SigningIdentity): Promise<Session> =>
    ports.issueSession(step, parent, reason)
  return retryWithFreshParent({
    key: keyAt(plan, index) ?? routesOf(plan)[index] ?? '',
    login,
    signer,
    cachedParent: isCached ? signer : undefined,
    call: (parent) => (index === 0 ? callWithNewKey(flow, parent, issue) : issue(parent)),
    freshParent({ issued }, why) {
      flow.reason = why
      return parentOf({ ...since, intermediateSteps: issued.at + 1 })
    },
    refusals: ports.refusals,
  })
}

/**
 * Makes the first call of a plan. If AWS does not know the key, a rotation may have replaced it
 * since it was read: then the call is made once more with the new one.
 */
async function callWithNewKey(
  flow: Flow,
  signer: SigningIdentity,
  issue: (signer: SigningIdentity) => Promise<Session>,
): Promise<Session> {
  try {
    return await issue(signer)
  } catch (error) {
    const { source } = flow.plan
    if (source.kind !== 'stored-key' || !isUnknownKey(error)) throw error
    const now = flow.ports.lookAgain(source)
    if (now.kind !== 'stored-key' || now.accessKeyId === source.accessKeyId) throw error
    flow.plan = { ...flow.plan, source: now }
    return issue(await open(flow))
  }
}

const keyAt = (plan: Plan, index: number): string | undefined => cacheKeys(plan)[index]
