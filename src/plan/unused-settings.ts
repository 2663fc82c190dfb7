import type { Profile } from '../aws-files/profile.js'
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

/**
 * Refuses the flags of a role for a plan without one: a policy that is not applied is worse than an
 * error.
 * @throws RolecallError 'usage'
 */
export function refuseRoleFlags(request: PlanRequest, profile: string): void {
  for (const [key, flag] of Object.entries(ROLE_FLAGS)) {
    if (request[key as keyof typeof ROLE_FLAGS] === undefined) continue
    throw new RolecallError('usage', `${flag} needs a role, and ${profile} has none`, {
      hint: 'add --role-arn, or name a profile with a role_arn',
    })
  }
}

/** A note for each setting that AssumeRoleWithWebIdentity does not accept. */
export function unusedByWebIdentity(profile: Profile, flags: PlanRequest): string[] {
  return notes(roleSettings(profile, flags), 'with a web identity, only the token can contain it')
}

/** A note for each setting that AssumeRoleWithSAML does not accept. */
export function unusedBySaml(profile: Profile, flags: PlanRequest): string[] {
  const settings = {
    ...roleSettings(profile, flags),
    'role session name': flags.sessionName ?? profile.get('role_session_name'),
  }
  return notes(settings, 'with SAML, only the assertion can contain it')
}

function roleSettings(profile: Profile, flags: PlanRequest): Record<string, unknown> {
  return {
    'external ID': flags.externalId ?? profile.get('external_id'),
    'source identity': flags.sourceIdentity ?? profile.get('source_identity'),
    'list of session tags': flags.tags ?? profile.get('session_tags'),
    'list of transitive tags': flags.transitiveTags ?? profile.get('transitive_session_tags'),
  }
}

function notes(settings: Readonly<Record<string, unknown>>, reason: string): string[] {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `the ${name} is not used: ${reason}`)
}
