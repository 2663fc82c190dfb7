import { cacheKeys } from '../core/cache-key.js'
import type { Credentials, Moment, Session, Signer } from '../core/credentials.js'
import { isRolecallError, RolecallError } from '../core/errors.js'
import { isFresh, LEAF_MARGIN, PARENT_MARGIN, secondsLeft } from '../core/freshness.js'
import type { Plan, Step } from '../core/plan.js'

/** What carrying out a plan needs of the world. */
export interface World {
  now(): Omit<Moment, 'serverOffset'>
  /** The plan's first credentials, long-term or not. */
  source(): Promise<Signer>
  /** One STS call, asking for the code included. */
  issue(step: Step, signer: Signer): Promise<Session>
  cache: {
    read(key: string): Promise<Session | undefined>
    write(key: string, session: Session, step: Step): Promise<void>
  }
  /** Runs `work` while no other process does so for the same key. */
  alone<T>(key: string, work: () => Promise<T>): Promise<T>
  /** For a leaf, the access key id of a new parent that STS refused all the same: another code would not help. */
  refusals: {
    read(leafKey: string): string | undefined
    write(leafKey: string, parentAccessKeyId: string): void
  }
}

export interface Wishes {
  /** Seconds that must be left of what is handed out; more than botocore's 15 minutes by default. */
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

/** One way down a plan, and the parent that its last step stood on. */
interface Walk {
  plan: Plan
  keys: string[]
  world: World
  wishes: Wishes
  since: Since
  parent?: { accessKeyId: string; fromCache: boolean }
}

/** Answers that a cached parent may be to blame for: a deactivated key, a trust that wants a younger MFA, a new device. */
const DOUBTS = new Set([
  'AccessDenied',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
])

/**
 * From a plan to credentials. Each step is a hit in the cache, or else, alone under the step's lock and after a second
 * look, the step before it and one STS call. A plan without steps answers with the source's own credentials.
 * @throws RolecallError of the step that failed, unless an older session still lives
 */
export async function obtain(plan: Plan, world: World, wishes: Wishes = {}): Promise<Credentials> {
  if (plan.steps.length === 0) return sourceAlone(plan, world)
  const walk: Walk = { plan, keys: cacheKeys(plan), world, wishes, since: sinceOf(wishes, world) }
  try {
    return await obtainStep(walk, plan.steps.length - 1)
  } catch (error) {
    return obtainDoubting(walk, error)
  }
}

function sinceOf(wishes: Wishes, world: World): Since {
  if (wishes.noCache) return { leaf: Infinity, parents: Infinity }
  const started = world.now().at
  return {
    leaf: wishes.refresh ? started : 0,
    parents: wishes.refresh === 'all' ? started : 0,
  }
}

async function sourceAlone(plan: Plan, world: World): Promise<Credentials> {
  const source = await world.source()
  if ('accessKeyId' in source) return source
  throw new RolecallError('config', `profile ${plan.profile} has an identity token but no role`, {
    hint: 'add role_arn to the profile, or give --role-arn',
  })
}

/** The step's session, its parents obtained first where it has to be issued. */
async function obtainStep(walk: Walk, index: number): Promise<Session> {
  const { plan, keys, world, wishes } = walk
  const key = keys[index]
  const step = plan.steps[index]
  if (key === undefined || step === undefined) throw new RangeError(`no step ${index}`)
  const isLeaf = index === plan.steps.length - 1
  const margin = isLeaf ? (wishes.minTtl ?? LEAF_MARGIN) : PARENT_MARGIN
  const since = isLeaf ? walk.since.leaf : walk.since.parents

  const look = async (): Promise<Session | undefined> => {
    if (since === Infinity) return undefined
    const session = await world.cache.read(key)
    const counts = session && session.issued.at >= since && isFresh(session, world.now(), margin)
    return counts ? session : undefined
  }
  const noteParent = (session: Session, fromCache: boolean): Session => {
    if (index === plan.steps.length - 2) {
      walk.parent = { accessKeyId: session.accessKeyId, fromCache }
    }
    return session
  }

  const hit = await look()
  if (hit) return noteParent(hit, true)
  const issueNow = async (): Promise<Session> => {
    const second = await look()
    if (second) return noteParent(second, true)
    try {
      const session = await world.issue(step, await signerOf(walk, index))
      if (!wishes.noCache) await world.cache.write(key, session, step)
      return noteParent(session, false)
    } catch (error) {
      const old = wishes.refresh || wishes.noCache ? undefined : await world.cache.read(key)
      if (old && secondsLeft(old, world.now()) > PARENT_MARGIN) return noteParent(old, true)
      throw error
    }
  }
  return wishes.noCache ? issueNow() : world.alone(key, issueNow)
}

function signerOf(walk: Walk, index: number): Promise<Signer> {
  return index === 0 ? walk.world.source() : obtainStep(walk, index - 1)
}

/**
 * The second and last run, with parents issued from now on. Nothing is deleted for it: where no code can be had,
 * the old MFA session stays for the roles that still accept it.
 */
async function obtainDoubting(walk: Walk, refusal: unknown): Promise<Credentials> {
  const { plan, world, wishes } = walk
  const last = plan.steps.length - 1
  const leafKey = walk.keys[last] ?? ''
  const { parent } = walk
  if (wishes.noCache || !parent?.fromCache || !isDoubt(refusal)) throw refusal
  if (world.refusals.read(leafKey) === parent.accessKeyId) throw refusal
  const again: Walk = { ...walk, since: { ...walk.since, parents: world.now().at } }
  try {
    return await obtainStep(again, last)
  } catch (error) {
    if (isDoubt(error) && again.parent) world.refusals.write(leafKey, again.parent.accessKeyId)
    throw isRolecallError(error) && error.code === 'interaction'
      ? withoutNewCode(refusal, error, plan)
      : error
  }
}

/** Nobody could be asked. A role that denies may deny for other reasons as well, so that both are told. */
function withoutNewCode(refusal: unknown, noCode: RolecallError, { profile }: Plan): unknown {
  if (!isRolecallError(refusal) || refusal.awsCode !== 'AccessDenied') return noCode
  const { code, awsCode, message, hint } = refusal
  const advice = `${hint ?? ''}; a younger MFA session: rolecall login --refresh ${profile}`
  return new RolecallError(code, message, { awsCode, hint: advice, cause: refusal })
}

function isDoubt(error: unknown): boolean {
  return isRolecallError(error) && DOUBTS.has(error.awsCode ?? '')
}
