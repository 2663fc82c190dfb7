import { regionFor } from '../core/arn.js'
import type { SamlAssertion, SamlRole, Session } from '../core/credentials.js'
import { humanDuration } from '../core/time/duration.js'
import { isRolecallError } from '../core/errors.js'
import type { StsTarget, Step } from '../core/step.js'
import { fittingRoles } from '../signin/saml/choose-role.js'

type SamlStep = Extract<Step, { operation: 'AssumeRoleWithSAML' }>

/** The duration by default at STS, which every role allows. */
const DEFAULT_DURATION_SECONDS = 3600

/** How a SAML step chooses its role, calls STS and reaches the user. */
export interface SamlCallOptions {
  /** Lets the user choose one of several roles. @throws RolecallError if there is no way to ask */
  choose: (roles: readonly SamlRole[]) => Promise<SamlRole>
  /** One STS call. */
  call: (step: SamlStep) => Promise<Session>
  notify: (message: string) => void
}

/**
 * Completes a step with what only the assertion knows (role, provider, duration), and makes the
 * call. If the identity provider requests a longer session than the role allows, the session gets
 * one hour: the user did not ask for that duration.
 */
export async function callWithAssertion(
  step: SamlStep,
  assertion: SamlAssertion,
  { choose, call, notify }: SamlCallOptions,
): Promise<Session> {
  const { RoleArn, PrincipalArn, DurationSeconds } = step.input
  const roles = fittingRoles(assertion, { roleArn: RoleArn, providerArn: PrincipalArn })
  const { roleArn, providerArn } = roles.length === 1 ? roles[0] : await choose(roles)
  const requested = DurationSeconds ?? assertion.sessionDuration ?? DEFAULT_DURATION_SECONDS
  const completed = (seconds: number): SamlStep => ({
    ...step,
    target: targetFor(roleArn, step.target),
    input: {
      ...step.input,
      ...{ RoleArn: roleArn, PrincipalArn: providerArn, DurationSeconds: seconds },
      ...managedFor(roleArn, step.input),
    },
  })
  try {
    return await call(completed(requested))
  } catch (error) {
    const isOfUser = DurationSeconds !== undefined
    const isTooLong = isRolecallError(error) && error.reason === 'role-limit'
    if (isOfUser || requested <= DEFAULT_DURATION_SECONDS || !isTooLong) throw error
    const [limit, wanted] = [DEFAULT_DURATION_SECONDS, requested].map(humanDuration)
    notify(`session limited to ${limit}: the role does not allow ${wanted}`)
    return call(completed(DEFAULT_DURATION_SECONDS))
  }
}

/** The STS of the chosen role's partition, which may differ from that of the plan's region. */
function targetFor(roleArn: string, target: StsTarget): StsTarget {
  return target.endpoint ? target : { ...target, region: regionFor(roleArn, target.region) }
}

/** AWS's own policies, as a limit names them, of the chosen role's partition. */
function managedFor(
  roleArn: string,
  { PolicyArns }: SamlStep['input'],
): Pick<SamlStep['input'], 'PolicyArns'> {
  if (!PolicyArns) return {}
  const partition = roleArn.split(':')[1] ?? ''
  return {
    PolicyArns: PolicyArns.map(({ arn }) => ({
      arn: arn.replace(/^arn:[^:]+(?=:iam::aws:policy\/)/, `arn:${partition}`),
    })),
  }
}
