import { partitionOfRegion } from '../core/arn.js'
import { DEFAULT_SESSION_SECONDS } from '../core/time/duration.js'
import { canonicalJson } from '../core/json.js'
import type { Plan } from '../core/plan.js'
import type { Step } from '../core/step.js'
import type { Source } from '../core/source.js'
import { sha256 } from '../core/digest/sha256.js'
import { traitsOf } from '../sources/kinds.js'

type KeyedPlan = Pick<Plan, 'source' | 'steps'>

/**
 * The cache key of each step of a plan, in order: the SHA-256 of the canonical JSON of the step's
 * inputs and of the key before it. The first step's key also covers the identity of the source.
 * For GetSessionToken, region and duration are left out, so that profiles share an MFA session.
 * @returns one key a step, 64 hex digits; no keys if the source has to be asked whose it is
 */
export function cacheKeys({ source, steps }: KeyedPlan): string[] {
  const { keyIdentity } = traitsOf(source)
  return keyIdentity === undefined ? [] : keysFrom(keyIdentity, steps)
}

/**
 * The cache key of the source's own credentials.
 * @returns undefined if they are not cached, or if the source has to be asked whose they are
 */
export function sourceKey(source: Source): string | undefined {
  const { cachedAs, keyIdentity } = traitsOf(source)
  if (cachedAs === undefined || keyIdentity === undefined) return undefined
  return sha256(canonicalJson({ operation: cachedAs, source: keyIdentity }))
}

/** The cache key of what the plan returns; undefined as in {@link sourceKey}. */
export function lastKey(plan: KeyedPlan): string | undefined {
  return plan.steps.length === 0 ? sourceKey(plan.source) : cacheKeys(plan).at(-1)
}

/**
 * The routes of a plan's steps; without steps, that of the source's own credentials. Two plans have
 * the same routes if they make the same calls, with any identity. A session index entry contains
 * its route, so that it is found by the name of any profile that leads to it.
 * @returns 64 hex digits each
 */
export function routesOf({ source, steps }: KeyedPlan): string[] {
  const { route, cachedAs } = traitsOf(source)
  return steps.length > 0
    ? keysFrom({ route }, steps)
    : [sha256(canonicalJson({ operation: cachedAs ?? null, route }))]
}

function keysFrom(identity: object | string, steps: readonly Step[]): string[] {
  const keys: string[] = []
  let caller = identity
  for (const [index, step] of steps.entries()) {
    const key = sha256(canonicalJson(keyMaterial(step, caller, index === steps.length - 1)))
    keys.push(key)
    caller = key
  }
  return keys
}

/**
 * An MFA session costs the user a code, so its key covers only what the code proves: profiles that
 * differ in region or duration share the session. One that was asked for with a shorter duration is
 * kept apart: the shared one would live too long, and must not be replaced by it. The key of any
 * other step covers all its inputs.
 * @param caller identity of the source, or key of the step before
 */
function keyMaterial(step: Step, caller: unknown, isLast: boolean): object {
  if (step.operation !== 'GetSessionToken') {
    const { operation, target, input } = step
    return { operation, target, input, signer: caller }
  }
  const { SerialNumber: serial = null, DurationSeconds: seconds } = step.input
  const isShort = isLast && step.isBounded && seconds < DEFAULT_SESSION_SECONDS
  return {
    operation: step.operation,
    serial,
    partition: partitionOfRegion(step.target.region).id,
    endpoint: step.target.endpoint ?? null,
    signer: caller,
    ...(isShort ? { seconds } : {}),
  }
}
