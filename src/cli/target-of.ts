import { regionFor } from '../core/arn.js'
import type { Credentials } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import type { StsTarget } from '../core/step.js'
import { isSession } from '../secrets/session-json.js'

/**
 * The region in which credentials are known. A role that only a SAML assertion names may be of
 * another partition than the region of the plan.
 */
export function regionOfCredentials(region: string, credentials: Credentials): string {
  return regionFor((isSession(credentials) ? credentials.arn : undefined) ?? '', region)
}

/** The STS that knows credentials, see {@link regionOfCredentials}. */
export function targetOf({ target }: Pick<Plan, 'target'>, credentials: Credentials): StsTarget {
  if (target.endpoint !== undefined) return target
  return { ...target, region: regionOfCredentials(target.region, credentials) }
}
