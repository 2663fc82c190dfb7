import { partitionOfRegion } from '../core/arn.js'
import { canonicalJson } from '../core/json.js'
import type { Plan, Step } from '../core/plan.js'
import { sha256 } from '../core/sha256.js'
import { traitsOf } from '../sources/kinds.js'

/**
 * The cache key of each step of a plan, in order: the SHA-256 of the canonical JSON of the step's
 * inputs and of the key before it. The first step's key also covers the identity of the source.
 * For GetSessionToken, region and duration are left out, so that profiles share an MFA session.
 * @returns one key a step, 64 hex digits
 */
export function cacheKeys(plan: Plan): string[] {
  const keys: string[] = []
  let caller = traitsOf(plan.source).keyIdentity
  for (const step of plan.steps) {
    const key = sha256(canonicalJson(keyMaterial(step, caller)))
    keys.push(key)
    caller = key
  }
  return keys
}

/**
 * An MFA session costs the user a code, so its key covers only what the code proves: profiles that
 * differ in region or duration share the session. The key of any other step covers all its inputs.
 * @param caller identity of the source, or key of the step before
 */
function keyMaterial(step: Step, caller: unknown): object {
  if (step.operation !== 'GetSessionToken') {
    const { operation, target, input } = step
    return { operation, target, input, signer: caller }
  }
  return {
    operation: step.operation,
    serial: step.input.SerialNumber ?? null,
    partition: partitionOfRegion(step.target.region).id,
    endpoint: step.target.endpoint ?? null,
    signer: caller,
  }
}
