import { RolecallError } from '../core/errors.js'
import type { PlanRequest } from './request.js'

const ROLE_FLAGS = {
  externalId: '--external-id',
  sessionName: '--session-name',
  sourceIdentity: '--source-identity',
  tags: '--tag',
  transitiveTags: '--transitive-tag',
  policy: '--policy',
  policyArns: '--policy-arn',
} as const satisfies Partial<Record<keyof PlanRequest, string>>

/** A policy that nobody applies is worse than an error. */
export function refuseRoleFlags(request: PlanRequest, profile: string): void {
  for (const [key, flag] of Object.entries(ROLE_FLAGS)) {
    if (request[key as keyof typeof ROLE_FLAGS] === undefined) continue
    throw new RolecallError('usage', `${flag} needs a role, and ${profile} has none`, {
      hint: 'add --role-arn, or name a profile with a role_arn',
    })
  }
}
