import { RolecallError } from '../core/errors.js'
import type { PlanScope } from '../core/plan.js'
import { shellWord } from '../core/shell-word.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { traitsOf } from '../sources/kinds.js'
import { checkedRoleArn } from './checked-role-arn.js'
import type { ProfileChain } from './follow-chain.js'
import type { StepInputs } from './steps.js'

/**
 * The chain with the role of `rolecall_only_role_arn`, if the profile has none itself: temporary
 * credentials cannot be limited any more, but a role that they assume can.
 */
export function withRoleForScope(route: ProfileChain, inputs: ConfigInputs): ProfileChain {
  const { roles, settings, source } = route
  const arn = settings?.get('only_role_arn')
  if (!settings || arn === undefined || roles.length > 0 || traitsOf(source).saml) return route
  const from = `rolecall_only_role_arn of profile ${settings.name}`
  const checked = checkedRoleArn(arn, from, 'config', settings, inputs)
  return { ...route, roles: [{ arn: checked, profile: settings }] }
}

/**
 * The error for a session that nothing can limit: a broader session than was asked for is never
 * the answer.
 */
export function cannotCarryError({ route, request, agent }: StepInputs, scope: PlanScope): RolecallError {
  const { ability, description } = traitsOf(route.source)
  const isKey = ability === 'long-term'
  const why = isKey
    ? `${request.ownUse ? 'this use of the key' : '--no-session'} needs the key itself, which no session policy limits`
    : `${description} gives temporary credentials, which no session policy limits`
  const hint = isKey
    ? 'leave out --no-session'
    : `name a role that these credentials may assume: rolecall_only_role_arn = arn:… in [profile ${shellWord(route.settings?.name ?? 'NAME')}], or --role-arn`
  const whose = agent ? `; ${agent.name} is an AI agent` : ''
  return new RolecallError('config', `cannot limit ${route.name} to ${scope.text}: ${why}${whose}`, {
    hint,
  })
}
