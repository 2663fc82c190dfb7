import { partitionById, partitionOfRegion } from '../core/arn.js'
import type { SamlAssertion, SamlRole, Session } from '../core/credentials.js'
import { humanDuration } from '../core/duration.js'
import { isRolecallError } from '../core/errors.js'
import type { Step, StsTarget } from '../core/plan.js'
import { fittingRoles } from '../signin/saml/choose-role.js'

type SamlStep = Extract<Step, { operation: 'AssumeRoleWithSAML' }>

/** Seconds: what STS gives where nobody says anything, and no role refuses. */
const USUAL = 3600

export interface SamlIssueOptions {
  /** Asks which of several roles; throws where nobody can be asked. */
  choose(roles: readonly SamlRole[]): Promise<SamlRole>
  call(step: SamlStep): Promise<Session>
  notify(message: string): void
}

/**
 * Fills in what only the assertion knows: which role, whose provider, how long; then makes the
 * call. A provider's wish that is longer than the role allows is no reason to fail, since nobody
 * here asked for it: it becomes an hour.
 */
export async function issueSamlStep(
  step: SamlStep,
  assertion: SamlAssertion,
  { choose, call, notify }: SamlIssueOptions,
): Promise<Session> {
  const { RoleArn, PrincipalArn, DurationSeconds } = step.input
  const roles = fittingRoles(assertion, { roleArn: RoleArn, providerArn: PrincipalArn })
  const { roleArn, providerArn } = roles.length === 1 ? roles[0] : await choose(roles)
  const wish = DurationSeconds ?? assertion.sessionDuration ?? USUAL
  const whole = (seconds: number): SamlStep => ({
    ...step,
    target: targetFor(roleArn, step.target),
    input: { ...step.input, RoleArn: roleArn, PrincipalArn: providerArn, DurationSeconds: seconds },
  })
  try {
    return await call(whole(wish))
  } catch (error) {
    const asked = DurationSeconds !== undefined || wish <= USUAL
    if (asked || !isRolecallError(error) || error.reason !== 'role-limit') throw error
    notify(`the role allows no ${humanDuration(wish)}: the session lasts ${humanDuration(USUAL)}`)
    return call(whole(USUAL))
  }
}

/** A role that was chosen late may be of another partition than the region that was at hand. */
function targetFor(roleArn: string, target: StsTarget): StsTarget {
  const partition = partitionById(roleArn.split(':')[1] ?? '')
  const fits = !partition || partitionOfRegion(target.region).id === partition.id
  return fits || target.endpoint ? target : { ...target, region: partition.defaultRegion }
}
