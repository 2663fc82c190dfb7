import {
  DURATION_LIMITS_SECONDS,
  humanDuration,
  type TimedOperation,
} from '../../core/time/duration.js'
import { traitsOf } from '../../sources/kinds.js'
import type { SourceTraits } from '../../sources/traits.js'
import { roleDuration } from '../inputs/durations.js'
import type { Role } from '../chain/follow-chain.js'
import {
  refusePolicyOfPool,
  unusedByCertificate,
  unusedByPool,
  unusedBySaml,
  unusedByWebIdentity,
} from '../inputs/unused-settings.js'
import type { PlannedSteps, StepInputs } from './inputs.js'
import {
  assumeRole,
  assumeWithSaml,
  assumeWithWebIdentity,
  createCertificateSession,
  getSessionToken,
  getPoolCredentials,
  settingsFor,
} from './single.js'

/**
 * Plans the STS calls that end at the requested role, in their order.
 *
 * - With MFA, GetSessionToken uses the code once, and all roles of up to one hour are assumed from
 *   that session. The code goes to AssumeRole instead with `--no-session`, if a single role asks
 *   for more than an hour, or if the source may already be a session.
 * - Only a long-term key can be used with a code: a serial number in any profile of the chain
 *   applies to the first step.
 * - Intermediate roles get exactly one hour: all roles after them share their sessions.
 * - A chained role gets an hour at most: a longer duration is shortened, with a note. If only STS
 *   knows whether the role is chained, the duration stays, and is shortened if STS refuses it.
 */
export function stepsToRole(context: StepInputs, requestedRole: Role): PlannedSteps {
  const { route, request, serial } = context
  const { ability, saml, certificate, pool } = traitsOf(route.source)
  const isSingle = route.roles.length === 1
  const isRoleOfPool = pool !== undefined && route.roles.at(-1)?.profile.name === pool.profile
  const isToken = ability === 'token' && (!pool || isRoleOfPool)
  const operation = isSingle ? operationFor({ saml, certificate, isToken }) : 'AssumeRole'
  const { env } = context.inputs
  const requested = roleDuration(request, requestedRole.profile, env, operation)
  const isLong = requested > DURATION_LIMITS_SECONDS.chained.max
  const isShortened = isLong && (!isSingle || ability === 'session')
  const isDirect = request.noSession === true || ability !== 'long-term' || (isSingle && isLong)

  const steps = serial && !isDirect ? [getSessionToken(context, false)] : []
  const notes = isShortened ? [shortenedNote(requested)] : []
  if (pool && !isRoleOfPool) steps.push(getPoolCredentials(pool, undefined))
  for (const [index, role] of route.roles.toReversed().entries()) {
    const isFirst = index === 0
    const duration =
      role !== requestedRole || isShortened ? DURATION_LIMITS_SECONDS.chained.max : requested
    if (isFirst && isRoleOfPool && pool.flow === 'enhanced') {
      const settings = settingsFor(role, context)
      refusePolicyOfPool(settings)
      steps.push(getPoolCredentials(pool, role.arn))
      notes.push(...unusedByPool(role.profile, settings))
    } else if (isFirst && saml) {
      steps.push(assumeWithSaml(context, saml, role))
      notes.push(...unusedBySaml(role.profile, settingsFor(role, context)))
    } else if (isFirst && certificate) {
      steps.push(createCertificateSession(context, certificate, role, duration))
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

/** The call that issues the session of the first role, which the errors of its duration name. */
function operationFor({
  saml,
  certificate,
  isToken,
}: Pick<SourceTraits, 'saml' | 'certificate'> & { isToken: boolean }): TimedOperation {
  if (saml) return 'AssumeRoleWithSAML'
  if (certificate) return 'CreateSession'
  return isToken ? 'AssumeRoleWithWebIdentity' : 'AssumeRole'
}
