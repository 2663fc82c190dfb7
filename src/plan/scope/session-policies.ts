import { RolecallError } from '../../core/errors.js'
import type { AssumeRoleInput } from '../../core/step.js'
import { type Bound, type Scope, MANAGED } from './limits.js'
import type { PlanRequest } from '../request.js'
import { checkedPolicy, checkedPolicyArns } from '../inputs/validate.js'

type Policies = Pick<AssumeRoleInput, 'Policy' | 'PolicyArns'>

/** Plain characters of inline policy and ARNs together (docs/contracts.md §6). */
const MAX_CHARACTERS = 2048

/**
 * The session policies of a request. STS adds the session policies of a call to each other, so a
 * second one would make the session broader. What limits a first one is therefore a Deny of all
 * else, which precedes every Allow.
 * @param partition of the policies that AWS manages
 * @throws RolecallError for policies that cannot be combined, or that are too large
 */
export function sessionPolicies(
  { policy, policyArns }: PlanRequest,
  scope: Scope | undefined,
  partition: string,
): Policies {
  const own = ownPolicies(policy, policyArns)
  if (!scope) return own
  const { managed, inline } = scope
  if (managed && (own.Policy ?? own.PolicyArns)) {
    const flag = own.Policy === undefined ? '--policy-arn' : '--policy'
    throw new RolecallError('usage', `${flag} cannot be combined with a ${managed} session`, {
      hint: 'AWS adds session policies to each other: the session would be broader than either',
    })
  }
  const arns = managed
    ? [{ arn: `arn:${partition}:iam::aws:policy/${MANAGED[managed]}` }]
    : own.PolicyArns
  const base = arns ? [] : own.Policy === undefined ? undefined : statementsIn(own.Policy)
  const statements = [
    ...(base ?? inline.slice(0, 1).map(allowing)),
    ...(own.Policy !== undefined && arns ? statementsIn(own.Policy) : []),
    ...inline.slice(base ? 0 : 1).flatMap(denyingOthers),
  ]
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const policies = {
    ...(statements.length > 0 ? { Policy: text } : {}),
    ...(arns ? { PolicyArns: arns } : {}),
  }
  refuseLarge(policies, inline[0])
  return policies
}

function ownPolicies(policy: string | undefined, policyArns: string[] | undefined): Policies {
  return {
    ...(policy === undefined
      ? {}
      : { Policy: checkedPolicy({ value: policy, from: '--policy', code: 'usage' }) }),
    ...(policyArns === undefined
      ? {}
      : {
          PolicyArns: checkedPolicyArns({ value: policyArns, from: '--policy-arn', code: 'usage' }),
        }),
  }
}

const allowing = ({ actions = ['*'], resources = ['*'] }: Bound): object => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
})

function denyingOthers({ actions, resources }: Bound): object[] {
  return [
    ...(actions ? [{ Effect: 'Deny', NotAction: actions, Resource: '*' }] : []),
    ...(resources ? [{ Effect: 'Deny', Action: '*', NotResource: resources }] : []),
  ]
}

/** @throws RolecallError 'usage' for JSON that is not a policy */
function statementsIn(policy: string): unknown[] {
  const { Statement } = (JSON.parse(policy) ?? {}) as { Statement?: unknown }
  if (typeof Statement === 'object' && Statement !== null) return [Statement].flat()
  throw new RolecallError('usage', '--policy has no Statement')
}

function refuseLarge({ Policy = '', PolicyArns = [] }: Policies, bound: Bound | undefined): void {
  const size = [Policy, ...PolicyArns.map(({ arn }) => arn)].join('').length
  if (size <= MAX_CHARACTERS) return
  const from = bound?.from ?? '--policy'
  const what = `the session policy from ${from} has ${size} characters, but STS allows only ${MAX_CHARACTERS}`
  throw new RolecallError(bound?.code ?? 'usage', what, {
    hint: 'use wildcards such as s3:Get*, or put the policy into IAM and name it with --policy-arn',
  })
}
