import type { Profile } from '../aws-files/profile.js'
import type { PlanRequest } from './request.js'

/** @returns a note for each thing that the profile or a flag says and AssumeRoleWithWebIdentity cannot take */
export function unusedByWebIdentity(profile: Profile, flags: PlanRequest): string[] {
  return unused(saidOf(profile, flags), 'with a web identity only the token can say it')
}

/** The same for AssumeRoleWithSAML. */
export function unusedBySaml(profile: Profile, flags: PlanRequest): string[] {
  const said = {
    ...saidOf(profile, flags),
    'session name': flags.sessionName ?? profile.get('role_session_name'),
  }
  return unused(said, 'with SAML only the assertion can say it')
}

function saidOf(profile: Profile, flags: PlanRequest): Record<string, unknown> {
  return {
    'external id': flags.externalId ?? profile.get('external_id'),
    'source identity': flags.sourceIdentity ?? profile.get('source_identity'),
    'list of session tags': flags.tags ?? profile.get('session_tags'),
    'list of transitive tags': flags.transitiveTags ?? profile.get('transitive_session_tags'),
  }
}

function unused(said: Readonly<Record<string, unknown>>, why: string): string[] {
  return Object.entries(said)
    .filter(([, value]) => value !== undefined)
    .map(([what]) => `the ${what} is not used: ${why}`)
}
