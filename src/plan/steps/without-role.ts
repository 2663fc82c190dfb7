import { adHocProfile } from '../../aws-files/profile.js'
import type { CognitoSource } from '../../core/source/pool.js'
import type { SamlSource } from '../../core/source/sign-ins.js'
import { traitsOf } from '../../sources/kinds.js'
import { requestedDuration, sessionDuration } from '../inputs/durations.js'
import type { Scope } from '../scope/limits.js'
import { federationInput, samlInput } from '../inputs/role-input.js'
import { cannotCarryError } from '../scope/unlimited-source.js'
import { refuseRoleFlags, unusedBySaml } from '../inputs/unused-settings.js'
import type { PlannedSteps, StepInputs } from './inputs.js'
import { getSessionToken, getPoolCredentials } from './single.js'

/**
 * Without a role, a long-term key is exchanged for a session unless `--no-session` is given. Any
 * other credentials are returned as they are.
 */
export function stepsToSession(context: StepInputs): PlannedSteps {
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
  const profile = route.chain[0] ?? adHocProfile(route.name)
  const input = federationInput(settings, profile, { scope, duration: seconds, target })
  const note =
    'the limited session is created without an MFA code: GetFederationToken does not accept one'
  return {
    steps: [{ operation: 'GetFederationToken', target, input }],
    notes: serial === undefined ? [] : [note],
  }
}

/** Without a role, the user chooses one of those that the SAML assertion offers. */
export function stepsToChosenRole(context: StepInputs, source: SamlSource): PlannedSteps {
  const { route, request, target } = context
  const profile = route.chain[0] ?? adHocProfile(route.name)
  const input = samlInput(
    source,
    undefined,
    { flags: request, scope: context.scope },
    requestedDuration(request, profile, context.inputs.env, 'AssumeRoleWithSAML'),
  )
  return {
    steps: [{ operation: 'AssumeRoleWithSAML', target, input, profile: profile.name }],
    notes: unusedBySaml(profile, { flags: request, isRequested: true, inputs: context.inputs }),
  }
}

/** Without a role, the pool chooses the one that it has for logins, or for guests. */
export function stepsToPoolRole({ route, request }: StepInputs, pool: CognitoSource): PlannedSteps {
  refuseRoleFlags(request, route.name)
  const unused = '--duration is not used: Amazon Cognito always gives one hour'
  return {
    steps: [getPoolCredentials(pool, undefined)],
    notes: request.duration === undefined ? [] : [unused],
  }
}
