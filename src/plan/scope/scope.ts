import type { Profile } from '../../aws-files/profile.js'
import type { PlanAgent } from '../../core/agents/agent.js'
import { RolecallError, type ErrorCode } from '../../core/errors.js'
import type { AssumeRoleInput } from '../../core/plan.js'
import type { Bound, Managed, Scope } from './limits.js'
import type { PlanRequest } from '../request.js'
import { checkedPolicy, checkedPolicyArns } from '../inputs/validate.js'

/** Managed policies of AWS by our words: their paths differ (IAM User Guide, job functions). */
const MANAGED: Readonly<Record<Managed, string>> = {
  'read-only': 'ReadOnlyAccess',
  'view-only': 'job-function/ViewOnlyAccess',
}

/**
 * What the requested session is limited to. Limits of the command line, of the profile and of the
 * rule for agents add up: a flag never makes a session broader than the profile says.
 * @param profile the requested one
 * @returns undefined for a session without a limit
 * @throws RolecallError for an action or a resource that IAM would not understand
 */
export function scopeOf(
  request: PlanRequest,
  profile: Profile | undefined,
  agent: PlanAgent | undefined,
): Scope | undefined {
  const own = request.ownUse ? [] : boundsOf(request, profile)
  const bounds = agent?.mode === 'read-only' ? [...own, agentBound(agent)] : own
  if (bounds.length === 0) return undefined
  const words = bounds.map(({ managed }) => managed)
  // Whatever only views only reads.
  const managed = words.includes('view-only') ? 'view-only' : words.find((word) => word)
  const inline = bounds.filter(({ actions, resources }) => actions ?? resources)
  const texts = [...(managed ? [managed] : []), ...inline.map(describe)]
  const actions = inline.flatMap((bound) => bound.actions ?? [])
  return { text: [...new Set(texts)].join(' and '), actions, managed, inline }
}

const agentBound = ({ name }: PlanAgent): Bound => ({
  managed: 'read-only',
  from: `the rule for agents (${name})`,
  code: 'config',
})

function boundsOf(request: PlanRequest, profile: Profile | undefined): Bound[] {
  const { readOnly, viewOnly, only, on } = request
  const words = [
    ...(only ?? []),
    ...(readOnly ? ['read-only'] : []),
    ...(viewOnly ? ['view-only'] : []),
  ]
  const onFlag = only === undefined ? (readOnly ? '--read-only' : '--view-only') : '--only'
  return [
    ...parseBound(words.length > 0 ? words.join(',') : undefined, on?.join(' '), {
      ...{ from: onFlag, fromOn: '--on', code: 'usage' },
      hint: "for example: --only 's3:Get*,s3:List*' --on 'arn:aws:s3:::my-bucket/*'",
    }),
    ...parseBound(profile?.get('only'), profile?.get('only_on'), {
      from: `rolecall_only of profile ${profile?.name}`,
      fromOn: `rolecall_only_on of profile ${profile?.name}`,
      code: 'config',
      hint: 'write read-only, view-only, or actions such as s3:Get*,s3:List*',
    }),
  ]
}

interface Origin {
  from: string
  fromOn: string
  code: ErrorCode
  hint: string
}

/** `s3:GetObject`, `s3:Get*`, `*`. IAM has no wildcard in the service. */
const ACTION = /^(\*|[a-z0-9-]+:[\w*?]+)$/i

const RESOURCE = /^(\*|arn:[^:\s]+:[^:\s]*:[^:\s]*:[^:\s]*:\S+)$/

function parseBound(
  only: string | undefined,
  on: string | undefined,
  { from, fromOn, code, hint }: Origin,
): Bound[] {
  const words = (only ?? '').split(/[\s,]+/).filter(Boolean)
  const managed = words.filter(isManaged)
  const actions = words.filter((word) => !isManaged(word))
  // A key of an object may contain a comma.
  const resources = on?.split(/\s+|,(?=arn:|\*)/).filter(Boolean) ?? []
  if (only !== undefined && words.length === 0)
    throw new RolecallError(code, `${from} is empty`, { hint })
  if (on !== undefined && words.length === 0) {
    const names = code === 'usage' ? '--only, --read-only or --view-only' : 'rolecall_only'
    throw new RolecallError(code, `${fromOn} limits nothing without ${names}`, { hint })
  }
  if (on !== undefined && resources.length === 0) {
    throw new RolecallError(code, `${fromOn} is empty`, { hint })
  }
  const wrong = actions.find((action) => !ACTION.test(action))
  if (wrong !== undefined) {
    const what = `${from} contains ${wrong}, which is not an action of IAM`
    throw new RolecallError(code, what, { hint })
  }
  const wrongArn = resources.find((resource) => !RESOURCE.test(resource))
  if (wrongArn !== undefined) {
    const what = `${fromOn} contains ${wrongArn}, which is not the ARN of a resource`
    const look = 'it looks like arn:aws:s3:::my-bucket/* (and is quoted, because of the asterisk)'
    throw new RolecallError(code, what, { hint: look })
  }
  const limits = {
    ...(actions.length > 0 ? { actions } : {}),
    ...(resources.length > 0 ? { resources } : {}),
    ...{ from: actions.length > 0 || resources.length === 0 ? from : fromOn, code },
  }
  if (words.length === 0) return []
  const [first, ...others] = managed
  if (first === undefined) return [limits]
  return [{ ...limits, managed: first }, ...others.map((each) => ({ managed: each, from, code }))]
}

function isManaged(word: string): word is Managed {
  return Object.hasOwn(MANAGED, word)
}

function describe({ actions, resources }: Bound): string {
  const on = resources ? `on ${resources.join(' ')}` : ''
  return [actions?.join(','), on].filter(Boolean).join(' ')
}

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

/** @throws RolecallError 'usage' for JSON that is no policy */
function statementsIn(policy: string): unknown[] {
  const { Statement } = (JSON.parse(policy) ?? {}) as { Statement?: unknown }
  if (typeof Statement === 'object' && Statement !== null) return [Statement].flat()
  throw new RolecallError('usage', '--policy has no Statement')
}

function refuseLarge({ Policy = '', PolicyArns = [] }: Policies, bound: Bound | undefined): void {
  const size = [Policy, ...PolicyArns.map(({ arn }) => arn)].join('').length
  if (size <= MAX_CHARACTERS) return
  const from = bound?.from ?? '--policy'
  const what = `${from} makes a session policy of ${size} characters, and STS allows ${MAX_CHARACTERS}`
  throw new RolecallError(bound?.code ?? 'usage', what, {
    hint: 'use wildcards such as s3:Get*, or put the policy into IAM and name it with --policy-arn',
  })
}
