import type { Profile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import { envVar } from '../../core/env.js'
import type { ForeignVariable } from './foreign-variables.js'
import type { PlanRequest, RoleSettings } from '../request.js'

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
export function unusedByWebIdentity(profile: Profile, settings: RoleSettings): string[] {
  return notes(
    roleSettings(profile, settings),
    'with a web identity, only the token can contain it',
  )
}

/** A note for each setting that CreateSession of IAM Roles Anywhere does not accept. */
export function unusedByCertificate(profile: Profile, settings: RoleSettings): string[] {
  return notes(
    roleSettings(profile, settings),
    'with IAM Roles Anywhere, only the certificate can contain it',
  )
}

/** A note for each setting that GetCredentialsForIdentity of Amazon Cognito does not accept. */
export function unusedByPool(profile: Profile, settings: RoleSettings): string[] {
  const { flags } = settings
  const all = {
    ...roleSettings(profile, settings),
    'role session name': flags.sessionName ?? profile.get('role_session_name'),
    duration: flags.duration ?? profile.get('duration_seconds'),
  }
  return notes(all, 'Amazon Cognito decides it; the basic flow accepts name and duration')
}

/**
 * Refuses a session policy for the enhanced flow, which accepts none.
 * @throws RolecallError 'usage'
 */
export function refusePolicyOfPool({ flags: { policy, policyArns } }: RoleSettings): void {
  if (policy === undefined && policyArns === undefined) return
  const flag = policy === undefined ? '--policy-arn' : '--policy'
  throw new RolecallError('usage', `${flag}: the enhanced flow of Amazon Cognito accepts none`, {
    hint: 'use the basic flow, rolecall_cognito_flow = basic, if the pool allows it',
  })
}

/** A note for each setting that AssumeRoleWithSAML does not accept. */
export function unusedBySaml(profile: Profile, settings: RoleSettings): string[] {
  const { flags } = settings
  const all = {
    ...roleSettings(profile, settings),
    'role session name': flags.sessionName ?? profile.get('role_session_name'),
  }
  return notes(all, 'with SAML, only the assertion can contain it')
}

function roleSettings(
  profile: Profile,
  { flags, isRequested, inputs }: RoleSettings,
): Record<string, unknown> {
  const variable = (name: ForeignVariable): string | undefined =>
    isRequested ? envVar(inputs.env, name) : undefined
  return {
    'external ID': flags.externalId ?? profile.get('external_id'),
    'source identity':
      flags.sourceIdentity ?? variable('AWS_SOURCE_IDENTITY') ?? profile.get('source_identity'),
    'list of session tags':
      flags.tags ?? variable('AWS_SESSION_TAGS') ?? profile.get('session_tags'),
    'list of transitive tags':
      flags.transitiveTags ??
      variable('AWS_TRANSITIVE_TAGS') ??
      profile.get('transitive_session_tags'),
  }
}

function notes(settings: Readonly<Record<string, unknown>>, reason: string): string[] {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `the ${name} is not used: ${reason}`)
}
