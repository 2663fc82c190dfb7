import type { PlanAgent } from '../core/agent.js'
import { adHocProfile } from '../aws-files/profile.js'
import { DURATION_LIMITS_SECONDS, humanDuration } from '../core/duration.js'
import { RolecallError } from '../core/errors.js'
import type { Step, StsTarget } from '../core/plan.js'
import type { CognitoSource, RolesAnywhereSource, SamlSource } from '../core/source.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { traitsOf } from '../sources/kinds.js'
import { requestedDuration, roleDuration, sessionDuration } from './durations.js'
import type { ProfileChain, Role } from './follow-chain.js'
import type { PlanRequest, RoleSettings } from './request.js'
import {
  assumeRoleInput,
  certificateInput,
  federationInput,
  samlInput,
  webIdentityInput,
} from './role-input.js'
import type { Scope } from './limits.js'
import { cannotCarryError } from './unlimited-source.js'
import {
  refuseRoleFlags,
  unusedByCertificate,
  unusedByPool,
  refusePolicyOfPool,
  unusedBySaml,
  unusedByWebIdentity,
} from './unused-settings.js'

/** Everything that decides the steps of a plan. */
export interface StepInputs {
  route: ProfileChain
  request: PlanRequest
  /** Serial number of the MFA device, if the source can be used with a code. */
  serial: string | undefined
  scope: Scope | undefined
  agent: PlanAgent | undefined
  target: StsTarget
  inputs: ConfigInputs
}

export interface PlannedSteps {
  steps: Step[]
  notes: string[]
}

/** Plans the STS calls between the source and what was requested. */
export function planSteps(context: StepInputs): PlannedSteps {
  const [requestedRole] = context.route.roles
  if (requestedRole) return stepsToRole(context, requestedRole)
  const { saml, pool } = traitsOf(context.route.source)
  if (pool) return stepsToPoolRole(context, pool)
  return saml ? stepsToChosenRole(context, saml) : stepsToSession(context)
}

/**
 * Without a role, a long-term key is exchanged for a session unless `--no-session` is given. Any
 * other credentials are returned as they are.
 */
function stepsToSession(context: StepInputs): PlannedSteps {
  const { route, request } = context
  refuseRoleFlags(request, route.name)
  if (context.scope) return stepsToFederation(context, context.scope)
  if (traitsOf(route.source).ability === 'long-term' && !request.noSession) {
    return { steps: [getSessionToken(context, true)], notes: [] }
  }
  const unused = '--duration is not used: this makes no call to STS'
  return { steps: [], notes: request.duration === undefined ? [] : [unused] }
}

/**
 * Only GetFederationToken limits the session of a user, and it takes no MFA code.
 * @throws RolecallError for a source that no session policy can limit
 */
function stepsToFederation(context: StepInputs, scope: Scope): PlannedSteps {
  const { route, request, target, inputs, serial } = context
  if (traitsOf(route.source).ability !== 'long-term' || request.noSession) {
    throw cannotCarryError(context, scope)
  }
  const { seconds } = sessionDuration({ route, request, env: inputs.env }, true)
  const settings = { flags: request, isRequested: true, inputs, agent: context.agent }
  const input = federationInput(settings, scope, seconds, target)
  const note = 'the limited session is made without an MFA code: GetFederationToken takes none'
  return {
    steps: [{ operation: 'GetFederationToken', target, input }],
    notes: serial === undefined ? [] : [note],
  }
}

/** Without a role, the user chooses one of those that the SAML assertion offers. */
function stepsToChosenRole(context: StepInputs, source: SamlSource): PlannedSteps {
  const { route, request, target } = context
  const profile = route.chain[0] ?? adHocProfile(route.name)
  const input = samlInput(
    source,
    undefined,
    { flags: request, scope: context.scope },
    requestedDuration(request, profile, context.inputs.env),
  )
  return {
    steps: [{ operation: 'AssumeRoleWithSAML', target, input, profile: profile.name }],
    notes: unusedBySaml(profile, { flags: request, isRequested: true, inputs: context.inputs }),
  }
}

/**
 * - With MFA, GetSessionToken uses the code once, and all roles of up to one hour are assumed from
 *   that session. The code goes to AssumeRole instead if a single role asks for more than an hour,
 *   with `--no-session`, or if the source may already be a session.
 * - Only a long-term key can be used with a code: a serial number in any profile of the chain
 *   applies to the first step.
 * - Intermediate roles get exactly one hour: all roles after them share their sessions.
 * - A chained role gets an hour at most: a longer duration is shortened, with a note. If only STS
 *   knows whether the role is chained, the duration stays, and is shortened if STS refuses it.
 */
function stepsToRole(context: StepInputs, requestedRole: Role): PlannedSteps {
  const { route, request, serial } = context
  const { ability, saml, certificate, pool } = traitsOf(route.source)
  const isSingle = route.roles.length === 1
  const requested = roleDuration(request, requestedRole.profile, context.inputs.env)
  const isLong = requested > DURATION_LIMITS_SECONDS.chained.max
  const isShortened = isLong && (!isSingle || ability === 'session')
  const isDirect = request.noSession === true || ability !== 'long-term' || (isSingle && isLong)

  const steps = serial && !isDirect ? [getSessionToken(context, false)] : []
  const notes = isShortened ? [shortenedNote(requested)] : []
  const isRoleOfPool = pool !== undefined && route.roles.at(-1)?.profile.name === pool.profile
  if (pool && !isRoleOfPool) steps.push(poolCredentials(pool, undefined))
  for (const [index, role] of route.roles.toReversed().entries()) {
    const isFirst = index === 0
    const duration =
      role !== requestedRole || isShortened ? DURATION_LIMITS_SECONDS.chained.max : requested
    if (isFirst && isRoleOfPool && pool.flow === 'enhanced') {
      const settings = settingsFor(role, context)
      refusePolicyOfPool(settings)
      steps.push(poolCredentials(pool, role.arn))
      notes.push(...unusedByPool(role.profile, settings))
    } else if (isFirst && saml) {
      steps.push(assumeWithSaml(context, saml, role))
      notes.push(...unusedBySaml(role.profile, settingsFor(role, context)))
    } else if (isFirst && certificate) {
      steps.push(createSession(context, certificate, role, duration))
      notes.push(...unusedByCertificate(role.profile, settingsFor(role, context)))
    } else if (isFirst && ability === 'token' && (!pool || isRoleOfPool)) {
      steps.push(assumeWithWebIdentity(context, role, duration))
      notes.push(...unusedByWebIdentity(role.profile, settingsFor(role, context)))
    } else {
      const codeSerial = isDirect && isFirst ? serial : undefined
      const shortenIfChained = ability === 'unsure' && isSingle && isLong
      steps.push(assumeRole(context, role, duration, codeSerial, shortenIfChained))
    }
  }
  return { steps, notes }
}

const HOUR = humanDuration(DURATION_LIMITS_SECONDS.chained.max)

function shortenedNote(requested: number): string {
  const durations = `${HOUR} instead of ${humanDuration(requested)}`
  return `the session is limited to ${durations}: AWS caps chained roles at one hour`
}

function getSessionToken(context: StepInputs, isLastStep: boolean): Step {
  const { target, serial, route, request, inputs } = context
  const { seconds, isBounded } = sessionDuration({ route, request, env: inputs.env }, isLastStep)
  const input = { DurationSeconds: seconds, ...(serial ? { SerialNumber: serial } : {}) }
  const bound = isBounded ? { isBounded: true as const } : {}
  return { operation: 'GetSessionToken', target, input, ...bound }
}

function assumeRole(
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
    profile: role.profile.name,
    ...(shortenIfChained ? { shortenIfChained: true } : {}),
  }
}

function assumeWithWebIdentity(context: StepInputs, role: Role, duration: number): Step {
  const { target } = context
  const input = webIdentityInput(role, settingsFor(role, context), duration)
  return { operation: 'AssumeRoleWithWebIdentity', target, input, profile: role.profile.name }
}

/** Without a role, the pool chooses the one that it has for logins, or for guests. */
function stepsToPoolRole({ route, request }: StepInputs, pool: CognitoSource): PlannedSteps {
  refuseRoleFlags(request, route.name)
  const unused = '--duration is not used: Amazon Cognito always gives one hour'
  return {
    steps: [poolCredentials(pool, undefined)],
    notes: request.duration === undefined ? [] : [unused],
  }
}

/** @throws RolecallError 'config' for the basic flow without a role, which STS demands */
function poolCredentials(pool: CognitoSource, roleArn: string | undefined): Step {
  const { region, endpoint, fips, dualStack, profile } = pool
  if (pool.flow === 'basic') {
    const what = `profile ${profile} uses the basic flow of Amazon Cognito, but has no role_arn`
    throw new RolecallError('config', what, {
      hint: 'add the role_arn, or remove rolecall_cognito_flow: the pool then chooses the role',
    })
  }
  return {
    operation: 'GetCredentialsForIdentity',
    target: {
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(fips ? { fips } : {}),
      ...(dualStack ? { dualStack } : {}),
    },
    input: roleArn === undefined ? {} : { RoleArn: roleArn },
    profile,
  }
}

/** The service of the trust anchor's region is called, not STS. */
function createSession(
  context: StepInputs,
  source: RolesAnywhereSource,
  role: Role,
  duration: number,
): Step {
  const { region, endpoint, fips, dualStack } = source
  const target = {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(fips ? { fips } : {}),
    ...(dualStack ? { dualStack } : {}),
  }
  const input = certificateInput(source, role, settingsFor(role, context), duration)
  return { operation: 'CreateSession', target, input, profile: role.profile.name }
}

/** The duration that the identity provider suggests applies to the requested role only. */
function assumeWithSaml(context: StepInputs, source: SamlSource, role: Role): Step {
  const { target } = context
  const settings = settingsFor(role, context)
  const { flags, isRequested } = settings
  const duration = isRequested
    ? requestedDuration(flags, role.profile, context.inputs.env)
    : DURATION_LIMITS_SECONDS.chained.max
  const input = samlInput(source, role.arn, settings, duration)
  return { operation: 'AssumeRoleWithSAML', target, input, profile: role.profile.name }
}

/** Flags and limits apply to the requested role only, not to the intermediate ones. */
function settingsFor(role: Role, context: StepInputs): RoleSettings {
  const isRequested = role === context.route.roles[0]
  const { inputs, request, scope, agent } = context
  return isRequested
    ? { flags: request, isRequested, inputs, scope, agent }
    : { flags: {}, isRequested, inputs }
}
