import type { SingleFlight } from '../coordination/single-flight.js'
import type { ClockReading, Credentials, Session, SigningIdentity } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import type { Plan, Step } from '../core/plan.js'
import { cacheKeys } from '../plan/cache-key.js'
import { tokenWithoutRoleError } from '../plan/missing-role.js'
import { isSession } from '../secrets/session-json.js'
import type { ObtainRequest } from './context.js'
import { isHit, isLastResort, type EarliestIssue } from './lookup.js'
import { retryWithFreshParent, type Refusals } from './retry-with-fresh-parent.js'

/** What `obtain` needs of the machine, the cache and AWS. */
export interface ObtainPorts {
  now: () => Omit<ClockReading, 'serverOffset'>
  /** Opens the plan's source: credentials, long-term or temporary, or a token. */
  source: () => Promise<SigningIdentity>
  /**
   * Gets a new session for one step, including the prompt for a code.
   * @param reason why a new session is needed although one is cached, for the prompt
   */
  issueSession: (step: Step, signer: SigningIdentity, reason?: string) => Promise<Session>
  cache: {
    read: (key: string) => Promise<Session | undefined>
    write: (key: string, session: Session, step: Step) => Promise<void>
  }
  /**
   * Runs `work`, or returns (or throws) what the process that held the lock for this key produced,
   * if `accepts` allows it.
   */
  singleFlight: SingleFlight
  refusals: Refusals
}

type Request = Pick<ObtainRequest, 'plan' | 'login' | 'options' | 'began'> & {
  /** Why a new session is needed although one is cached, for the prompt. */
  reason?: string
}

/**
 * Gets the credentials of a plan. Each step is answered from the cache or, in one process at a time
 * and after a second look into the cache, by the step before it and one STS call. A plan without
 * steps is answered by the source itself.
 * @throws RolecallError of the step that failed, unless an older session is still valid;
 * 'interrupted' in any case if the user declines
 */
export async function obtain(request: Request, ports: ObtainPorts): Promise<Credentials | Session> {
  const { plan } = request
  if (plan.steps.length === 0) return sourceCredentials(plan, ports)
  return obtainStep(request, ports, plan.steps.length - 1, earliestIssue(request))
}

/** Processes that refresh at the same time share the session that one of them gets. */
function earliestIssue({ options: { refresh }, began }: Request): EarliestIssue {
  return {
    lastStep: refresh ? began : 0,
    intermediateSteps: refresh === 'all' ? began : 0,
  }
}

async function sourceCredentials(plan: Plan, ports: ObtainPorts): Promise<Credentials> {
  const source = await ports.source()
  if ('accessKeyId' in source) return source
  throw tokenWithoutRoleError(plan)
}

/** The session of one step; its parent session is obtained first if the step is not cached. */
async function obtainStep(
  request: Request,
  ports: ObtainPorts,
  index: number,
  since: EarliestIssue,
): Promise<Session> {
  const { plan, options } = request
  const { cache, now, singleFlight } = ports
  const { key, step } = stepAt(plan, index)
  const isUsable = (session: Session): boolean =>
    isHit(session, index, plan, now(), { minTtl: options.minTtl, since })
  const read = async (accepts: (session: Session) => boolean): Promise<Session | undefined> => {
    const session = options.noCache ? undefined : await cache.read(key)
    return session && accepts(session) ? session : undefined
  }

  const hit = await read(isUsable)
  if (hit) return hit
  const readOrIssue = async (): Promise<Session> => {
    const second = await read(isUsable)
    if (second) return second
    const session = await callWithParent(request, ports, index, since)
    if (!options.noCache) await cache.write(key, session, step)
    return session
  }
  const accepts = (value: unknown): value is Session => isSession(value) && isUsable(value)
  try {
    return options.noCache ? await readOrIssue() : await singleFlight(key, readOrIssue, accepts)
  } catch (error) {
    if (isRolecallError(error) && error.code === 'interrupted') throw error
    const old = await read((session) => isLastResort(session, index, plan, now(), since))
    if (old) return old
    throw error
  }
}

async function callWithParent(
  request: Request,
  ports: ObtainPorts,
  index: number,
  since: EarliestIssue,
): Promise<Session> {
  const { plan, options, began } = request
  const { key, step } = stepAt(plan, index)
  const parent = index === 0 ? undefined : await obtainStep(request, ports, index - 1, since)
  const isCached = parent && !options.noCache && parent.issued.at < began
  return retryWithFreshParent({
    key,
    login: request.login,
    signer: parent ?? (await ports.source()),
    cachedParent: isCached ? parent : undefined,
    call: (signer) => ports.issueSession(step, signer, request.reason),
    freshParent: ({ issued }, reason) =>
      obtainStep({ ...request, reason }, ports, index - 1, {
        ...since,
        intermediateSteps: issued.at + 1,
      }),
    refusals: ports.refusals,
  })
}

function stepAt(plan: Plan, index: number): { key: string; step: Step } {
  const key = cacheKeys(plan)[index]
  const step = plan.steps[index]
  if (key === undefined || step === undefined) throw new RangeError(`no step ${index}`)
  return { key, step }
}
