import { adHocProfile } from '../../aws-files/profile.js'
import type { PlanAgent } from '../../core/agents/agent.js'
import { RolecallError } from '../../core/errors.js'
import type { PlanScope } from '../../core/plan.js'
import type { Step } from '../../core/step.js'
import { shellWord } from '../../core/shell-word.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import { traitsOf } from '../../sources/kinds.js'
import { checkedRoleArn } from '../chain/checked-role-arn.js'
import type { ProfileChain } from '../chain/follow-chain.js'
import type { PlanRequest } from '../request.js'

/**
 * The chain with the role of `rolecall_only_role_arn`, if what the profile gives cannot be limited
 * itself. A role of IAM Identity Center trusts its identity provider alone, so that it cannot
 * be assumed once more: the user has to name a role that can.
 */
export function withRoleForScope(route: ProfileChain, inputs: ConfigInputs): ProfileChain {
  const { roles, settings, source } = route
  const arn = settings?.get('only_role_arn')
  const { saml, certificate, pool } = traitsOf(source)
  const isCarried = saml ?? (roles.length > (certificate || pool ? 1 : 0) ? true : undefined)
  if (!settings || arn === undefined || isCarried) return route
  const from = `rolecall_only_role_arn of profile ${settings.name}`
  const checked = checkedRoleArn(arn, from, 'config', settings, inputs)
  const role = { arn: checked, profile: adHocProfile(checked), owner: settings.name }
  return { ...route, roles: [role, ...roles] }
}

/**
 * Refuses a plan whose last call carries no session policy, so that a session is never broader than
 * the user asked for.
 * @throws RolecallError 'config'
 */
export function refuseUnlimited(steps: readonly Step[], context: Request, scope: PlanScope): void {
  const input = steps.at(-1)?.input ?? {}
  if ('Policy' in input || 'PolicyArns' in input) return
  throw cannotCarryError(context, scope)
}

interface Request {
  route: ProfileChain
  request: PlanRequest
  agent: PlanAgent | undefined
}

/** The error for a session that nothing can limit. */
export function cannotCarryError(
  { route, request, agent }: Request,
  scope: PlanScope,
): RolecallError {
  const { ability, description } = traitsOf(route.source)
  const isKey = ability === 'long-term'
  const why = isKey
    ? `${request.ownUse ? 'this use of the key' : '--no-session'} needs the key itself, which no session policy limits`
    : `${description} gives temporary credentials, which no session policy limits`
  const name = route.settings?.name ?? 'NAME'
  const hint = isKey
    ? 'leave out --no-session'
    : `name a role that these credentials may assume: rolecall_only_role_arn = arn:aws:iam::123456789012:role/NAME in [profile ${shellWord(name)}]`
  const whose = agent ? `; ${agent.name} is an AI agent` : ''
  const what = `cannot limit ${route.name} to ${scope.text}: ${why}${whose}`
  return new RolecallError('config', what, { hint })
}
