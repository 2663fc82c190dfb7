import { cacheKeys } from '../plan/cache-key.js'
import type { Credentials, ClockReading, Session, SigningIdentity } from '../core/credentials.js'
import { isRolecallError, RolecallError } from '../core/errors.js'
import {
  isFresh,
  hasSecondsLeft,
  LAST_STEP_MARGIN_SECONDS,
  INTERMEDIATE_MARGIN_SECONDS,
  secondsLeft,
} from '../core/freshness.js'
import type { Plan, Step } from '../core/plan.js'
import { isSession } from '../secrets/session-json.js'
import { retryWithFreshParent, type Refusals } from './retry-with-fresh-parent.js'

/** What carrying out a plan needs of the world. */
export interface ObtainPorts {
  /** When this process began: milliseconds since 1970. */
  began: number
  now(): Omit<ClockReading, 'serverOffset'>
  /** The plan's first credentials, long-term or not. */
  source(): Promise<SigningIdentity>
  /** One STS call, asking for the code included. */
  issue(step: Step, signer: SigningIdentity): Promise<Session>
  cache: {
    read(key: string): Promise<Session | undefined>
    write(key: string, session: Session, step: Step): Promise<void>
  }
  /**
   * Runs `work` while no other process does so for the same key; or takes over what one that did so meanwhile has
   * got, if it `suits`, or the failure.
   */
  singleFlight<T>(key: string, work: () => Promise<T>, suits: Accepts<T>): Promise<T>
  refusals: Refusals
}

/** Whether what another process says that it has got is what we want. */
export type Accepts<T> = (value: unknown) => value is T

export interface ObtainOptions {
  /** Seconds that must be left of what is handed out; by default {@link LAST_STEP_MARGIN_SECONDS}, or half the life of a short session. */
  minTtl?: number
  /** `last`: the last step is issued anew. `all`: every step is. */
  refresh?: 'last' | 'all'
  /** Neither read nor write the cache. */
  noCache?: boolean
}

/** A cached session counts only if it was issued at these times or later: milliseconds since 1970. */
interface Since {
  leaf: number
  parents: number
}

/** One way down a plan. */
interface Walk {
  plan: Plan
  keys: string[]
  world: ObtainPorts
  wishes: ObtainOptions
  since: Since
}

/**
 * From a plan to credentials. Each step is a hit in the cache, or else, in one process at a time and after a second
 * look, the step before it and one STS call. A plan without steps answers with the source's own credentials.
 * @throws RolecallError of the step that failed, unless an older session still lives; of a person who declines, always
 */
export async function obtain(
  plan: Plan,
  world: ObtainPorts,
  wishes: ObtainOptions = {},
): Promise<Credentials | Session> {
  if (plan.steps.length === 0) return sourceAlone(plan, world)
  const walk: Walk = { plan, keys: cacheKeys(plan), world, wishes, since: sinceOf(wishes, world) }
  return obtainStep(walk, plan.steps.length - 1)
}

/** Several processes that are told to refresh at once share what one of them gets. */
function sinceOf(wishes: ObtainOptions, { began }: ObtainPorts): Since {
  if (wishes.noCache) return { leaf: Infinity, parents: Infinity }
  return {
    leaf: wishes.refresh ? began : 0,
    parents: wishes.refresh === 'all' ? began : 0,
  }
}

async function sourceAlone(plan: Plan, world: ObtainPorts): Promise<Credentials> {
  const source = await world.source()
  if ('accessKeyId' in source) return source
  throw new RolecallError('config', `profile ${plan.profile} has an identity token but no role`, {
    hint: 'add role_arn to the profile, or give --role-arn',
  })
}

/** The step's session, its parents obtained first where it has to be issued. */
async function obtainStep(walk: Walk, index: number): Promise<Session> {
  const { plan, world, wishes } = walk
  const { key, step } = stepAt(walk, index)
  const isLeaf = index === plan.steps.length - 1
  const livesOn = (session: Session): boolean =>
    isLeaf && wishes.minTtl !== undefined
      ? hasSecondsLeft(session, world.now(), wishes.minTtl)
      : isFresh(
          session,
          world.now(),
          isLeaf ? LAST_STEP_MARGIN_SECONDS : INTERMEDIATE_MARGIN_SECONDS,
        )
  const since = isLeaf ? walk.since.leaf : walk.since.parents

  const read = async (suits: (session: Session) => boolean): Promise<Session | undefined> => {
    if (since === Infinity) return undefined
    const session = await world.cache.read(key)
    return session && session.issued.at >= since && suits(session) ? session : undefined
  }
  const isGood = (session: Session): boolean => session.issued.at >= since && livesOn(session)

  const hit = await read(isGood)
  if (hit) return hit
  const issueNow = async (): Promise<Session> => {
    const second = await read(isGood)
    if (second) return second
    const session = await issueStep(walk, index)
    if (!wishes.noCache) await world.cache.write(key, session, step)
    return session
  }
  const suits = (value: unknown): value is Session => isSession(value) && isGood(value)
  try {
    return wishes.noCache ? await issueNow() : await world.singleFlight(key, issueNow, suits)
  } catch (error) {
    if (isRolecallError(error) && error.code === 'interrupted') throw error
    const old = await read(
      (session) => secondsLeft(session, world.now()) > INTERMEDIATE_MARGIN_SECONDS,
    )
    if (old) return old
    throw error
  }
}

function stepAt({ plan, keys }: Walk, index: number): { key: string; step: Step } {
  const key = keys[index]
  const step = plan.steps[index]
  if (key === undefined || step === undefined) throw new RangeError(`no step ${index}`)
  return { key, step }
}

function obtainParent(walk: Walk, index: number): Promise<Session | undefined> {
  return index === 0 ? Promise.resolve(undefined) : obtainStep(walk, index - 1)
}

async function issueStep(walk: Walk, index: number): Promise<Session> {
  const { plan, world, wishes } = walk
  const { key, step } = stepAt(walk, index)
  const parent = await obtainParent(walk, index)
  const isCached = parent && !wishes.noCache && parent.issued.at < world.began
  return retryWithFreshParent({
    key,
    profile: plan.profile,
    signer: parent ?? (await world.source()),
    cached: isCached ? parent : undefined,
    call: (signer) => world.issue(step, signer),
    younger: (than) => {
      const since = { ...walk.since, parents: than.issued.at + 1 }
      return obtainParent({ ...walk, since }, index)
    },
    refusals: world.refusals,
  })
}
