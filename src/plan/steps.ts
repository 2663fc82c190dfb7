import { DURATION_LIMITS_SECONDS, humanDuration } from '../core/duration.js'
import type { Env } from '../core/env.js'
import type { Step, StsTarget } from '../core/plan.js'
import type { SamlSource } from '../core/source.js'
import { requestedDuration, roleDuration, sessionDuration } from './durations.js'
import { adHocProfile } from '../aws-files/profile.js'
import type { Machine, PlanRequest } from './request.js'
import { refuseRoleFlags } from './role-flags.js'
import { assumeRoleInput, samlInput, webIdentityInput } from './role-input.js'
import type { Role, ProfileChain } from './profile-chain.js'
import { abilityOf } from './source-abilities.js'
import { unusedBySaml, unusedByWebIdentity } from './unused-settings.js'

/** Everything that the steps follow from. */
export interface PlanInputs {
  route: ProfileChain
  request: PlanRequest
  /** The MFA device, where there is one and the source can prove its code. */
  serial: string | undefined
  target: StsTarget
  env: Env
  machine: Machine
}

export interface PlannedSteps {
  steps: Step[]
  notes: string[]
}

/** The calls from the source to what was asked for. */
export function planSteps(wanted: PlanInputs): PlannedSteps {
  const [leaf] = wanted.route.roles
  if (leaf) return stepsToRole(wanted, leaf)
  const { source } = wanted.route
  return source.kind === 'saml' ? stepsToChosenRole(wanted, source) : stepsToSession(wanted)
}

/**
 * Long-term keys leave rolecall as a session, unless `--no-session` says otherwise; anything else
 * is handed on as it is.
 */
function stepsToSession(wanted: PlanInputs): PlannedSteps {
  const { route, request } = wanted
  refuseRoleFlags(request, route.name)
  if (abilityOf(route.source) === 'long-term' && !request.noSession) {
    return { steps: [getSessionToken(wanted, sessionDuration(wanted, true))], notes: [] }
  }
  const unused = '--duration is not used: there is nothing to ask STS'
  return { steps: [], notes: request.duration === undefined ? [] : [unused] }
}

/** Of SAML, the assertion itself names roles; which of them it is shows when it arrives. */
function stepsToChosenRole(wanted: PlanInputs, source: SamlSource): PlannedSteps {
  const { route, request, target } = wanted
  const profile = route.chain[0] ?? adHocProfile(route.name)
  const input = samlInput(source, undefined, request, requestedDuration(request, profile))
  return {
    steps: [{ operation: 'AssumeRoleWithSAML', target, input, profile: profile.name }],
    notes: unusedBySaml(profile, request),
  }
}

/**
 * - Long-term keys with MFA: one GetSessionToken takes the code, and every role of up to an hour
 *   follows from its session, so that one code serves them all. STS caps what follows from a
 *   session at one hour: a longer wish for a single role takes the code itself. So does every role
 *   under `--no-session`, and one whose source may already be a session.
 * - A code can be proved by long-term keys only: a serial on any hop of a chain counts for the
 *   first step.
 * - Roles on the way are asked for exactly one hour, so that every role behind them shares their
 *   sessions.
 * - A chained role lives an hour at most: a longer wish is shortened beforehand, and said. Where
 *   only STS knows whether it is chaining, the wish is kept, and shortened if STS says so.
 */
function stepsToRole(wanted: PlanInputs, leaf: Role): PlannedSteps {
  const { route, request, serial } = wanted
  const signer = abilityOf(route.source)
  const single = route.roles.length === 1
  const wish = roleDuration(request, leaf.profile)
  const long = wish > DURATION_LIMITS_SECONDS.chained.max
  const shortened = long && (!single || signer === 'session')
  const direct = request.noSession === true || signer !== 'long-term' || (single && long)

  const steps = serial && !direct ? [getSessionToken(wanted, sessionDuration(wanted, false))] : []
  const notes = shortened
    ? [`the session is shortened from ${humanDuration(wish)} to ${HOUR}: this is role chaining`]
    : []
  for (const [index, role] of route.roles.toReversed().entries()) {
    const duration = role !== leaf || shortened ? DURATION_LIMITS_SECONDS.chained.max : wish
    if (index === 0 && route.source.kind === 'saml') {
      steps.push(assumeWithSaml(wanted, route.source, role))
      notes.push(...unusedBySaml(role.profile, flagsFor(role, wanted)))
    } else if (index === 0 && signer === 'token') {
      steps.push(assumeWithWebIdentity(wanted, role, duration))
      notes.push(...unusedByWebIdentity(role.profile, flagsFor(role, wanted)))
    } else {
      const bearing = direct && index === 0 ? serial : undefined
      const unsure = signer === 'unsure' && single && long
      steps.push(assumeRole(wanted, role, duration, bearing, unsure))
    }
  }
  return { steps, notes }
}

const HOUR = humanDuration(DURATION_LIMITS_SECONDS.chained.max)

function getSessionToken({ target, serial }: PlanInputs, duration: number): Step {
  const input = { DurationSeconds: duration, ...(serial ? { SerialNumber: serial } : {}) }
  return { operation: 'GetSessionToken', target, input }
}

function assumeRole(
  wanted: PlanInputs,
  role: Role,
  duration: number,
  serial: string | undefined,
  unsure: boolean,
): Step {
  const input = assumeRoleInput(role, { ...wanted, flags: flagsFor(role, wanted) }, duration)
  return {
    operation: 'AssumeRole',
    target: wanted.target,
    input: { ...input, ...(serial ? { SerialNumber: serial } : {}) },
    profile: role.profile.name,
    ...(unsure ? { shortenIfChained: true } : {}),
  }
}

function assumeWithWebIdentity(wanted: PlanInputs, role: Role, duration: number): Step {
  const input = webIdentityInput(role, { ...wanted, flags: flagsFor(role, wanted) }, duration)
  const { target } = wanted
  return { operation: 'AssumeRoleWithWebIdentity', target, input, profile: role.profile.name }
}

/**
 * The provider's wish counts for the role that was asked for; a role on the way is as short as
 * every other.
 */
function assumeWithSaml(wanted: PlanInputs, source: SamlSource, role: Role): Step {
  const { target, route } = wanted
  const flags = flagsFor(role, wanted)
  const duration =
    role === route.roles[0]
      ? requestedDuration(flags, role.profile)
      : DURATION_LIMITS_SECONDS.chained.max
  const input = samlInput(source, role.arn, flags, duration)
  return { operation: 'AssumeRoleWithSAML', target, input, profile: role.profile.name }
}

/** Flags speak of the role that was asked for, not of those on the way to it. */
function flagsFor(role: Role, { route, request }: PlanInputs): PlanRequest {
  return role === route.roles[0] ? request : {}
}
