import { partitionOfRegion } from './arn.js'
import type { Plan, Step } from './plan.js'
import type { Source } from './source.js'
import { sha256 } from './sha256.js'

/**
 * The cache key of every step of a plan, in order. Each is the SHA-256, in hex, of the canonical JSON of the step's
 * every input and of the key before it; the first stands on the access key id that signs, or on a description
 * of the source where that id cannot be known without asking. Two plans share a key exactly when STS would be asked the same
 * thing by the same caller.
 */
export function cacheKeys(plan: Plan): string[] {
  const keys: string[] = []
  let signer: unknown = identityForKey(plan.source)
  for (const step of plan.steps) {
    signer = sha256(canonicalJson(keyMaterial(step, signer)))
    keys.push(signer as string)
  }
  return keys
}

/** Objects with their keys sorted, no white space: equal data gives equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/**
 * An MFA session is worth a code, so it is found by what the code proves and nothing else: profiles that
 * differ in region or duration share it. Every other step counts whole.
 */
function keyMaterial(step: Step, signer: unknown): unknown {
  if (step.operation !== 'GetSessionToken') {
    const { operation, target, input } = step
    return { operation, target, input, signer }
  }
  return {
    operation: step.operation,
    serial: step.input.SerialNumber ?? null,
    partition: partitionOfRegion(step.target.region).id,
    endpoint: step.target.endpoint ?? null,
    signer,
  }
}

function identityForKey(source: Source): unknown {
  if ('accessKeyId' in source) return source.accessKeyId
  return source.kind === 'oidc' ? { ...source, signIn: undefined } : source
}
