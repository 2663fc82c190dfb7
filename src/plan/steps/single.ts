import { DURATION_LIMITS_SECONDS } from '../../core/time/duration.js'
import { RolecallError } from '../../core/errors.js'
import type { StsTarget, Step } from '../../core/step.js'
import type { CognitoSource } from '../../core/source/pool.js'
import type { RolesAnywhereSource } from '../../core/source/certificate.js'
import type { SamlSource } from '../../core/source/sign-ins.js'
import { requestedDuration, sessionDuration } from '../inputs/durations.js'
import type { Role } from '../chain/follow-chain.js'
import type { RoleSettings } from '../request.js'
import { certificateInput, samlInput, webIdentityInput } from '../inputs/role-input.js'
import { assumeRoleInput } from '../inputs/assume-role-input.js'
import type { StepInputs } from './inputs.js'

/**
 * A step without a role: a session of the user whose key signs.
 * @param isLastStep whether its session is the one that the user gets
 */
export function getSessionToken(context: StepInputs, isLastStep: boolean): Step {
  const { target, serial, route, request, inputs } = context
  const { seconds, isBounded } = sessionDuration({ route, request, env: inputs.env }, isLastStep)
  const input = { DurationSeconds: seconds, ...(serial ? { SerialNumber: serial } : {}) }
  const bound = isBounded ? { isBounded: true as const } : {}
  return { operation: 'GetSessionToken', target, input, ...bound }
}

/**
 * A step to a role, signed with credentials.
 * @param duration seconds
 * @param serial of the MFA device, if this step needs a code
 * @param shortenIfChained whether one hour is requested if STS says that this is role chaining
 */
export function assumeRole(
  context: StepInputs,
  role: Role,
  duration: number,
  serial: string | undefined,
  shortenIfChained: boolean,
): Step {
  const settings = settingsFor(role, context)
  const input = assumeRoleInput(role, settings, duration)
  return {
    operation: 'AssumeRole',
    target: context.target,
    input: { ...input, ...(serial ? { SerialNumber: serial } : {}) },
    profile: role.owner ?? role.profile.name,
    ...(shortenIfChained ? { shortenIfChained: true } : {}),
  }
}

/** A step to a role, with a web identity token. @param duration seconds */
export function assumeWithWebIdentity(context: StepInputs, role: Role, duration: number): Step {
  const { target } = context
  const input = webIdentityInput(role, settingsFor(role, context), duration)
  return { operation: 'AssumeRoleWithWebIdentity', target, input, profile: role.profile.name }
}

/**
 * A step to the role of an identity pool, by Amazon Cognito or, in the basic flow, by STS.
 * @throws RolecallError 'config' for the basic flow without a role, which STS demands
 */
export function getPoolCredentials(pool: CognitoSource, roleArn: string | undefined): Step {
  if (pool.flow === 'basic') {
    const what = `profile ${pool.profile} uses the basic flow of Amazon Cognito, but has no role_arn`
    throw new RolecallError('config', what, {
      hint: 'add the role_arn, or remove rolecall_cognito_flow: the pool then chooses the role',
    })
  }
  return {
    operation: 'GetCredentialsForIdentity',
    target: targetOf(pool),
    input: roleArn === undefined ? {} : { RoleArn: roleArn },
    profile: pool.profile,
  }
}

/** Where a service other than STS is called. */
function targetOf({
  region,
  endpoint,
  fips,
  dualStack,
}: CognitoSource | RolesAnywhereSource): StsTarget {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(fips ? { fips } : {}),
    ...(dualStack ? { dualStack } : {}),
  }
}

/** A step to a role, with a certificate: a call to IAM Roles Anywhere in the anchor's region. */
export function createCertificateSession(
  context: StepInputs,
  source: RolesAnywhereSource,
  role: Role,
  duration: number,
): Step {
  const target = targetOf(source)
  const input = certificateInput(source, role, settingsFor(role, context), duration)
  return { operation: 'CreateSession', target, input, profile: role.profile.name }
}

/**
 * A step to a role, with a SAML assertion. The duration that the identity provider suggests applies
 * to the requested role only.
 */
export function assumeWithSaml(context: StepInputs, source: SamlSource, role: Role): Step {
  const { target } = context
  const settings = settingsFor(role, context)
  const { flags, isRequested } = settings
  const duration = isRequested
    ? requestedDuration(flags, role.profile, context.inputs.env, 'AssumeRoleWithSAML')
    : DURATION_LIMITS_SECONDS.chained.max
  const input = samlInput(source, role.arn, settings, duration)
  return { operation: 'AssumeRoleWithSAML', target, input, profile: role.profile.name }
}

/** What decides the input of a step: flags and limits apply to the requested role only. */
export function settingsFor(role: Role, context: StepInputs): RoleSettings {
  const isRequested = role === context.route.roles[0]
  const { inputs, request, scope, agent } = context
  return isRequested
    ? { flags: request, isRequested, inputs, scope, agent }
    : { flags: {}, isRequested, inputs }
}
